package io.sluice.gateway.search;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log as a test writes it. Each chunk is a microsecond later than the one before. */
final class Chunks {
  private final List<OutputAppended> all = new ArrayList<>();
  private long stdout;
  private long stderr;

  static Chunks of(String... stdout) {
    Chunks chunks = new Chunks();
    for (String text : stdout) {
      chunks.out(text);
    }
    return chunks;
  }

  /** The text on stdout, in chunks of so many bytes. */
  static Chunks cut(byte[] text, int size) {
    Chunks chunks = new Chunks();
    for (int at = 0; at < text.length; at += size) {
      int to = Math.min(text.length, at + size);
      chunks.add(Channel.STDOUT, Payload.copyOf(text).slice(at, to));
    }
    return chunks;
  }

  Chunks out(String text) {
    return add(Channel.STDOUT, Payload.owning(text.getBytes(StandardCharsets.UTF_8)));
  }

  Chunks err(String text) {
    return add(Channel.STDERR, Payload.owning(text.getBytes(StandardCharsets.UTF_8)));
  }

  Chunks add(Channel channel, Payload payload) {
    if (payload.isEmpty()) {
      return this;
    }
    boolean out = channel == Channel.STDOUT;
    all.add(
        new OutputAppended(
            all.size() + 1,
            channel,
            new Offset(stdout + stderr),
            out ? stdout : stderr,
            all.size() + 1,
            payload));
    stdout += out ? payload.size() : 0;
    stderr += out ? 0 : payload.size();
    return this;
  }

  List<OutputAppended> all() {
    return all;
  }

  /** Those that hold a byte at or after an offset. */
  List<OutputAppended> from(long offset) {
    return all.stream()
        .filter(chunk -> chunk.offset().bytes() + chunk.payload().size() > offset)
        .toList();
  }
}
