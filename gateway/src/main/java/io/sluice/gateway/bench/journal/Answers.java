package io.sluice.gateway.bench.journal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines that end with CR LF, and blocks of bytes, as Redis and NATS send them. */
final class Answers {
  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;

  private final InputStream in;

  /**
   * @param in buffered
   */
  Answers(InputStream in) {
    this.in = in;
  }

  /** Without its end. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = read(); next != '\r'; next = read()) {
      line.write(next);
      if (line.size() > MAX_LINE_BYTES) {
        throw new IOException("a line without an end");
      }
    }
    if (read() != '\n') {
      throw new IOException("a line that does not end as it should");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** So many bytes and the end of a line after them. */
  String block(int bytes) throws IOException {
    if (bytes < 0 || bytes > MAX_BLOCK_BYTES) {
      throw new IOException("a block of " + bytes + " bytes");
    }
    byte[] block = in.readNBytes(bytes);
    if (block.length < bytes || read() != '\r' || read() != '\n') {
      throw new EOFException("a block that is not whole");
    }
    return new String(block, StandardCharsets.UTF_8);
  }

  private int read() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection was closed");
    }
    return next;
  }
}
