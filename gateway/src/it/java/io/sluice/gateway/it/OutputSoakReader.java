package io.sluice.gateway.it;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** Follows the raw output over HTTP, and comes back with the number of bytes that it has. */
final class OutputSoakReader implements SoakReader {
  private static final int BUFFER = 32 * 1024;

  private final SoakLine line;
  private final MessageDigest merged = Hashes.sha256();
  private long offset;
  private Map<String, String> trailers = Map.of();

  OutputSoakReader(SoakLine line) {
    this.line = line;
  }

  @Override
  public Read read() throws Exception {
    while (trailers.isEmpty()) {
      try {
        readOn();
      } catch (IOException broken) {
        line.script().cameBack(broken);
      }
    }
    if (!"ended".equals(trailers.get("sluice-state"))
        || !Long.toString(offset).equals(trailers.get("sluice-end-offset"))) {
      throw new AssertionError("after " + offset + " bytes it ended with " + trailers);
    }
    int exitCode = Integer.parseInt(trailers.getOrDefault("sluice-exit-code", ""));
    return new Read(Map.of(), HexFormat.of().formatHex(merged.digest()), offset, exitCode);
  }

  private void readOn() throws IOException {
    SoakLine.Opened opened = line.get("output?follow=1&from=" + offset, Map.of());
    try (WireConnection connection = opened.connection()) {
      if (opened.head().status() != 200 || !opened.head().isChunked()) {
        throw new AssertionError("a reading was answered with " + opened.head());
      }
      ChunkedBody body = new ChunkedBody(connection.in());
      byte[] buffer = new byte[BUFFER];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        merged.update(buffer, 0, count);
        offset += count;
      }
      trailers = body.trailers();
    }
  }
}
