package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Delivery.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * A consumer without offsets on connections that are cut: it echoes marks, sometimes only the
 * newest of several. It checks what a delivery must hold at each step.
 */
final class PlainReader {
  static final int WINDOW = 500;

  private final Random random;
  private final SampleLog log;
  private final Map<Channel, ByteArrayOutputStream> received = new EnumMap<>(Channel.class);
  private final Queue<Action.SendMark> unanswered = new ArrayDeque<>();
  private final Queue<Action.HoldBack> holds = new ArrayDeque<>();
  private State state;
  private Iterator<Input> rest;
  private long sent;
  private long echoed;
  private final Map<Long, Long> sentAtMark = new HashMap<>();
  private boolean ended;
  private boolean exited;
  private int cuts;

  PlainReader(Random random, SampleLog log) {
    this.random = random;
    this.log = log;
    for (Channel channel : Channel.values()) {
      received.put(channel, new ByteArrayOutputStream());
    }
    state = Delivery.open(new Contract.Plain(WINDOW), Cursor.START);
    rest = log.from(Cursor.START.offset()).iterator();
  }

  /** Until the exit; gives how often it was cut. */
  int read() {
    while (!exited) {
      switch (random.nextInt(12)) {
        case 0 -> cut();
        case 1, 2, 3 -> echo();
        case 4 -> holdOver();
        default -> more();
      }
    }
    return cuts;
  }

  private void more() {
    if (!state.wantsMore()) {
      return;
    }
    if (rest.hasNext()) {
      input(rest.next());
    } else if (!ended) {
      ended = true;
      input(log.logEnded());
    }
  }

  private void echo() {
    Action.SendMark mark = unanswered.poll();
    while (mark != null && random.nextInt(3) == 0 && !unanswered.isEmpty()) {
      mark = unanswered.poll();
    }
    if (mark != null) {
      echoed = sentAtMark.getOrDefault(mark.id(), 0L);
      input(new Input.MarkEchoed(mark.id()));
    }
  }

  private void holdOver() {
    Action.HoldBack hold = holds.poll();
    if (hold != null) {
      input(new Input.HoldOver(hold.channel(), hold.channelBytes()));
    }
  }

  private void cut() {
    cuts++;
    input(new Input.Cut());
    Cursor from = state.acknowledged();
    state = Delivery.open(new Contract.Plain(WINDOW), from);
    rest = log.from(from.offset()).iterator();
    unanswered.clear();
    holds.clear();
    sentAtMark.clear();
    sent = 0;
    echoed = 0;
    ended = false;
  }

  private void input(Input input) {
    Delivery.Step step = Delivery.step(state, input);
    state = step.state();
    step.actions().forEach(this::take);
    assertThat(sent - echoed).isLessThanOrEqualTo(WINDOW + SeededReadersTest.MOST_BYTES + 6);
    for (Channel channel : Channel.values()) {
      assertThat(state.acknowledged().bytes(channel)).isLessThanOrEqualTo(bytes(channel).size());
    }
  }

  private void take(Action action) {
    assertThat(exited).isFalse();
    switch (action) {
      case Action.SendChunk(var chunk) -> output(chunk);
      case Action.SendMark mark -> {
        unanswered.add(mark);
        sentAtMark.put(mark.id(), sent);
      }
      case Action.HoldBack hold -> holds.add(hold);
      case Action.SendExit _ -> {
        assertThat(echoed).isEqualTo(sent);
        exited = true;
      }
      case Action.SendChannelEnd _ -> {}
      case Action.SendGap _, Action.SendPosition _, Action.Refuse _ ->
          throw new AssertionError(action);
    }
  }

  /** Repeats after a cut lie within what was unacknowledged; there is never a gap. */
  private void output(Chunk chunk) {
    sent += chunk.size();
    ByteArrayOutputStream sink = bytes(chunk.channel());
    assertThat(chunk.channelBytes()).isLessThanOrEqualTo(sink.size());
    int known = (int) (sink.size() - chunk.channelBytes());
    assertThat(known).isLessThanOrEqualTo(WINDOW + SeededReadersTest.MOST_BYTES + 6);
    if (known < chunk.size()) {
      sink.writeBytes(chunk.payload().slice(known, chunk.size()).toByteArray());
    }
  }

  Payload received(Channel channel) {
    return Payload.owning(bytes(channel).toByteArray());
  }

  private ByteArrayOutputStream bytes(Channel channel) {
    ByteArrayOutputStream sink = received.get(channel);
    if (sink == null) {
      throw new AssertionError(channel);
    }
    return sink;
  }
}
