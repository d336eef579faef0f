package io.sluice.gateway.it;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A body in chunks (RFC 9112, section 7.1), given out as it comes, whole chunk or not. */
final class ChunkedBody extends InputStream {
  private final InputStream in;
  private final Map<String, String> trailers = new TreeMap<>();
  private long left;
  private boolean started;
  private boolean ended;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  /** What followed the last chunk, names in lower case; empty before. */
  Map<String, String> trailers() {
    return Map.copyOf(trailers);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @return −1 after the last chunk only
   * @throws EOFException when the line ends before the last chunk
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("cut in a chunk");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (started && !WireConnection.line(in).isEmpty()) {
      throw new IOException("a chunk is longer than its size");
    }
    started = true;
    left = Long.parseLong(WireConnection.line(in).split(";", 2)[0], 16);
    if (left == 0) {
      for (String line = WireConnection.line(in); !line.isEmpty(); line = WireConnection.line(in)) {
        String[] parts = line.split(": *", 2);
        trailers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
      }
      ended = true;
    }
  }
}
