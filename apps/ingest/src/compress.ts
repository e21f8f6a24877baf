import { serveCompression } from "@plumbline/span-store/write/thread-compressor";

serveCompression();
