package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A log made up from a seed: what its process wrote, and the inputs that a delivery gets of it. */
final class SampleLog {
  private static final String LETTERS = "aé€😀\n";

  private final List<Input> inputs = new ArrayList<>();
  private final Map<Channel, ByteArrayOutputStream> written = new EnumMap<>(Channel.class);
  private Offset end = Offset.ZERO;

  private SampleLog() {
    for (Channel channel : Channel.values()) {
      written.put(channel, new ByteArrayOutputStream());
    }
  }

  /** So many chunks of at most so many bytes, then both ends. */
  static SampleLog random(Random random, int chunks, int mostBytes) {
    SampleLog log = new SampleLog();
    for (int i = 0; i < chunks; i++) {
      Channel channel = random.nextInt(3) == 0 ? Channel.STDERR : Channel.STDOUT;
      log.add(channel, text(random, 1 + random.nextInt(mostBytes)));
    }
    log.end(Channel.STDERR);
    log.end(Channel.STDOUT);
    return log;
  }

  static SampleLog of(Channel channel, String... chunks) {
    SampleLog log = new SampleLog();
    for (String chunk : chunks) {
      log.add(channel, Payload.utf8(chunk));
    }
    return log;
  }

  /** Text cut anywhere, with bytes among it that are none. */
  static Payload text(Random random, int size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (bytes.size() < size + 3) {
      int at = LETTERS.offsetByCodePoints(0, random.nextInt(LETTERS.codePointCount(0, 6)));
      if (random.nextInt(10) == 0) {
        bytes.write(random.nextInt(256));
      } else {
        bytes.writeBytes(Payload.utf8(Character.toString(LETTERS.codePointAt(at))).toByteArray());
      }
    }
    int from = random.nextInt(4);
    return Payload.owning(bytes.toByteArray()).slice(from, from + size);
  }

  void add(Channel channel, Payload payload) {
    ByteArrayOutputStream sink = of(channel);
    inputs.add(new Input.Output(new Chunk(channel, end, sink.size(), inputs.size(), payload)));
    sink.writeBytes(payload.toByteArray());
    end = end.plus(payload.size());
  }

  private void end(Channel channel) {
    inputs.add(
        new Input.ChannelEnded(
            new ChannelEnd(channel, end, of(channel).size(), ChannelEnding.COMPLETE)));
  }

  private ByteArrayOutputStream of(Channel channel) {
    ByteArrayOutputStream sink = written.get(channel);
    if (sink == null) {
      throw new AssertionError(channel);
    }
    return sink;
  }

  /** What a delivery gets that starts there: the entry that holds the offset, and all after it. */
  List<Input> from(Offset offset) {
    return inputs.stream()
        .filter(
            input -> !(input instanceof Input.Output(var chunk) && !offset.isBefore(chunk.end())))
        .toList();
  }

  Input logEnded() {
    return new Input.LogEnded(end);
  }

  Offset end() {
    return end;
  }

  Payload written(Channel channel) {
    return Payload.owning(of(channel).toByteArray());
  }
}
