// Loaded into every service that the launcher starts (node --import): when the launcher is gone, even by SIGKILL, the service
// ends itself in its usual orderly way, so that no orphan keeps a port.
const graceMs = 12_000;

if (process.channel) {
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), graceMs).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel.unref();
}
