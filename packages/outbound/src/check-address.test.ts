import { expect, test } from "vitest";
import { type AddressPolicy, checkAddress, type ResolveName } from "./check-address";
import { classifyAddress } from "./classify-address";

const strict: AddressPolicy = { allowLoopback: false, allowPrivate: false };
const local: AddressPolicy = { allowLoopback: true, allowPrivate: false };
const open: AddressPolicy = { allowLoopback: true, allowPrivate: true };

const names: Record<string, string[]> = {
  "api.example.com": ["93.184.215.14"],
  "intranet.example.com": ["10.1.2.3"],
  "metadata.example.com": ["169.254.169.254"],
  "here.example.com": ["127.0.0.1"],
  "mixed.example.com": ["93.184.215.14", "127.0.0.1"],
  "mapped.example.com": ["::ffff:10.0.0.1"],
  localhost: ["::1", "127.0.0.1"],
};
const resolve: ResolveName = async (hostname) => {
  const found = names[hostname];
  if (found === undefined) throw new Error("ENOTFOUND");
  return found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

const check = (url: string, policy: AddressPolicy) =>
  checkAddress(url, policy, resolve).then(
    () => "accepted",
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );

test("a private or metadata address that the operator names is allowed by itself, in any spelling, and no other", async () => {
  const listed: AddressPolicy = { ...strict, allowedAddresses: ["10.1.2.3", "169.254.169.254", "fd00:ec2::254"] };
  for (const url of [
    "http://10.1.2.3/v1",
    "http://[::ffff:10.1.2.3]/v1",
    "https://intranet.example.com/v1",
    "http://169.254.169.254/v1",
    "http://2852039166/v1",
    "http://metadata.example.com/",
    "http://[fd00:ec2:0::254]/v1",
  ])
    expect([url, await check(url, listed)]).toEqual([url, "accepted"]);
  for (const url of [
    "http://10.1.2.4/",
    "http://169.254.170.2/",
    "http://169.254.1.1/",
    "http://127.0.0.1/",
    "http://0.0.0.0/",
  ])
    expect([url, await check(url, listed)]).toEqual([url, expect.stringContaining("judge.invalid_address")]);
  expect(await check("http://metadata.google.internal/", listed)).toContain("only by that address");
  expect(await check("http://169.254.169.254/", open)).toContain("PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES");
  expect(await check("http://10.1.2.3:3000/", { ...listed, ownPorts: [3000] })).toContain("Plumbline's own");
});

const loopbackSpellings = [
  "http://127.0.0.1/",
  "http://127.1/",
  "http://127.0.0.1./",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://１２７.0.0.1/",
  "http://127.255.255.254/",
  "http://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://localhost:11434/v1",
  "http://localhost./v1",
  "http://here.example.com/",
];
const privateSpellings = [
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.1.1/",
  "http://100.64.0.1/",
  "http://3232235777/",
  "http://[fc00::1]/",
  "http://[fd12:3456::1]/",
  "http://[::ffff:10.0.0.1]/",
  "http://[::ffff:c0a8:101]/",
  "https://intranet.example.com/v1",
  "https://mapped.example.com/v1",
];
const neverAllowed = [
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xA9FEA9FE/",
  "http://[::ffff:169.254.169.254]/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://169.254.170.2/",
  "http://169.254.1.1/",
  "http://100.100.100.200/",
  "http://168.63.129.16/",
  "http://192.0.0.192/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://[febf::1]/",
  "http://[fec0::1]/",
  "http://metadata.google.internal/computeMetadata/v1/",
  "http://METADATA.google.internal./",
  "http://metadata.example.com/",
  "http://0.0.0.0/",
  "http://0/",
  "http://0.1.2.3/",
  "http://255.255.255.255/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://[::]/",
  "http://[::7f00:1]/",
  "http://[ff02::1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[64:ff9b::169.254.169.254]/",
  "http://[64:ff9b:1::a00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[2002:a9fe:a9fe::1]/",
  "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  "http://[2001:db8::1]/",
  "http://[100::1]/",
  "http://[4000::1]/",
  "ftp://api.example.com/",
  "file:///etc/passwd",
  "gopher://api.example.com/",
  "javascript:alert(1)",
  "data:text/plain,x",
  "//api.example.com/",
  "api.example.com/v1",
  "",
  "http://",
  "http://user:pass@api.example.com/",
  "http://user@api.example.com/",
  "http://@api.example.com/",
  "http://api.example.com@127.0.0.1/",
  "http://api.example.com\\@127.0.0.1/",
  "http://api.exam\tple.com/",
  "http://api.example.com/\r\nX: y",
  " http://api.example.com/",
  "http://api.example.com/ v1",
  "http://api.example.com:22/",
  "http://api.example.com:5432/",
  "http://api.example.com:6379/",
  "http://mixed.example.com:25/",
];

test("every spelling of loopback is refused, and allowed while the product listens on loopback only", async () => {
  for (const url of loopbackSpellings) {
    expect(await check(url, strict), url).toMatch(/^judge\.invalid_address: .* is this machine itself\./);
    expect(await check(url, local), url).toBe("accepted");
  }
});

test("every spelling of a private address is refused without the operator's setting", async () => {
  for (const url of privateSpellings) {
    expect(await check(url, strict), url).toContain("PLUMBLINE_OUTBOUND_ALLOW_PRIVATE");
    expect(await check(url, local), url).toContain("PLUMBLINE_OUTBOUND_ALLOW_PRIVATE");
    expect(await check(url, open), url).toBe("accepted");
  }
});

test("metadata, reserved, tunnelled and misspelt addresses are refused whatever is set", async () => {
  for (const url of neverAllowed) expect(await check(url, open), url).toMatch(/^judge\.invalid_address: /);
});

test("public addresses are accepted, and a name that has one wrong address among good ones is not", async () => {
  for (const url of [
    "https://api.example.com/v1",
    "https://api.example.com./v1",
    "http://api.example.com:8000/v1",
    "https://93.184.215.14/v1",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/v1",
  ]) {
    expect(await check(url, strict), url).toBe("accepted");
  }
  expect(await check("https://mixed.example.com/v1", strict)).toContain("this machine itself");
});

test("a name that cannot be resolved today may be saved, and says so", async () => {
  expect(await checkAddress("https://later.example.com/v1", strict, resolve)).toMatchObject({ resolved: false });
});

test("an origin that the operator's environment names may be local, another port of it may not", async () => {
  const policy: AddressPolicy = { ...strict, allowedOrigins: ["http://127.0.0.1:4400"] };
  expect(await check("http://127.0.0.1:4400/v1", policy)).toBe("accepted");
  expect(await check("http://127.0.0.1:4401/v1", policy)).toContain("this machine itself");
  const metadata: AddressPolicy = { ...open, allowedOrigins: ["http://169.254.169.254"] };
  expect(await check("http://169.254.169.254/", metadata)).toContain("metadata");
});

test("the product's own ports can be closed", async () => {
  expect(await check("http://127.0.0.1:5433/", { ...open, refusedPorts: [5433] })).toContain("Port 5433");
});

test("the product's own listeners are refused wherever they may be its own, and those ports of a public judge are not", async () => {
  const policy: AddressPolicy = { ...open, ownPorts: [443, 3000], allowedOrigins: ["http://127.0.0.1:4400"] };
  for (const url of [
    "http://127.0.0.1:3000/api",
    "http://localhost:3000/",
    "http://[::1]:3000/",
    "http://10.0.0.1:3000/",
  ]) {
    expect(await check(url, policy), url).toContain("Port 3000");
    expect(await check(url, policy), url).toContain("Plumbline's own");
  }
  for (const url of ["https://api.example.com/v1", "http://api.example.com:3000/v1", "http://127.0.0.1:4400/v1"]) {
    expect(await check(url, policy), url).toBe("accepted");
  }
  expect(await check("http://127.0.0.1:11434/v1", policy)).toBe("accepted");
});

test("what is not an address at all is reserved", () => {
  for (const text of ["", "x", "127.0.0.1/8", "1.2.3", "::g"]) expect(classifyAddress(text)).not.toBe("public");
});
