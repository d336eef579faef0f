package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Client and gateway with a wire between them that is cut anywhere: what is on its way is lost
 * then, both ways. The client is driven by {@link Resume}, the gateway's end by {@link Delivery}.
 */
final class OffsetReader {
  static final int WINDOW = 500;

  private final Random random;
  private final SampleLog log;
  private final Contract contract;
  private final Map<Channel, ByteArrayOutputStream> received = new EnumMap<>(Channel.class);
  private final Deque<Action> toClient = new ArrayDeque<>();
  private final Deque<Offset> toGateway = new ArrayDeque<>();
  private Resume.State client;
  private Delivery.@Nullable State gateway;
  private Iterator<Delivery.Input> rest = Collections.emptyIterator();
  private boolean ended;
  private boolean paused;
  private int exits;
  private int cuts;

  OffsetReader(Random random, SampleLog log, Set<Channel> channels) {
    this.random = random;
    this.log = log;
    this.contract = new Contract.Offsets(WINDOW, channels);
    for (Channel channel : Channel.values()) {
      received.put(channel, new ByteArrayOutputStream());
    }
    Resume.Step begun = Resume.begin(new Resume.From.At(Offset.ZERO), Budget.DEFAULT);
    client = begun.state();
    begun.actions().forEach(action -> act(action, null));
  }

  /** Until the client finished; gives how often it was cut. */
  int read() {
    while (!(client instanceof Resume.State.Finished)) {
      assertThat(client).isNotInstanceOf(Resume.State.GaveUp.class);
      if (paused) {
        paused = false;
        input(new Resume.Input.DelayOver(), null);
      }
      switch (random.nextInt(20)) {
        case 0 -> cut();
        case 1, 2, 3, 4, 5, 6 -> more();
        case 7, 8, 9 -> acknowledge();
        default -> deliver();
      }
    }
    return cuts;
  }

  int exits() {
    return exits;
  }

  private void more() {
    if (gateway == null || !gateway.wantsMore()) {
      return;
    }
    if (rest.hasNext()) {
      gateway(rest.next());
    } else if (!ended) {
      ended = true;
      gateway(log.logEnded());
    }
  }

  private void acknowledge() {
    Offset upTo = toGateway.poll();
    if (upTo != null) {
      gateway(new Delivery.Input.Acknowledged(upTo));
    }
  }

  private void gateway(Delivery.Input input) {
    if (gateway != null) {
      Delivery.Step step = Delivery.step(gateway, input);
      gateway = step.state();
      toClient.addAll(step.actions());
    }
  }

  private void deliver() {
    Action action = toClient.poll();
    switch (action) {
      case null -> {}
      case Action.SendChunk(var chunk) ->
          input(new Resume.Input.Output(chunk.offset(), chunk.size()), chunk);
      case Action.SendPosition(var offset) -> input(new Resume.Input.Position(offset), null);
      case Action.SendExit(var end) -> {
        exits++;
        input(new Resume.Input.Exit(end), null);
      }
      case Action.SendChannelEnd _ -> {}
      case Action.SendGap _, Action.SendMark _, Action.HoldBack _, Action.Refuse _ ->
          throw new AssertionError(action);
    }
  }

  private void cut() {
    cuts++;
    toClient.clear();
    toGateway.clear();
    gateway = null;
    Advice advice = random.nextBoolean() ? new Advice.Now() : new Advice.Later(Duration.ZERO);
    // What comes back in this test is not always progress; that the budget ends is another's test.
    input(new Resume.Input.Lasting(), null);
    input(new Resume.Input.Lost(advice, random.nextDouble()), null);
  }

  private void input(Resume.Input input, @Nullable Chunk chunk) {
    Resume.Step step = Resume.step(client, input);
    client = step.state();
    step.actions().forEach(action -> act(action, chunk));
  }

  private void act(Resume.Action action, @Nullable Chunk chunk) {
    switch (action) {
      case Resume.Action.Connect(Resume.From.At(var from)) -> connect(from);
      case Resume.Action.Pause _ -> paused = true;
      case Resume.Action.Deliver(int skip) -> {
        if (chunk != null) {
          bytes(chunk.channel())
              .writeBytes(chunk.payload().slice(skip, chunk.size()).toByteArray());
        }
      }
      case Resume.Action.Acknowledge(var upTo) -> toGateway.add(upTo);
      case Resume.Action.Finish _ -> {}
      case Resume.Action.Connect _,
          Resume.Action.Disconnect _,
          Resume.Action.GiveUp _,
          Resume.Action.ReportMissing _ ->
          throw new AssertionError(action);
    }
  }

  private void connect(Offset from) {
    gateway = Delivery.open(contract, Cursor.at(from));
    rest = log.from(from).iterator();
    ended = false;
    client = Resume.step(client, new Resume.Input.Opened(from)).state();
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
