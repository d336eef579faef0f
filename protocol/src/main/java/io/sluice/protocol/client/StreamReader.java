package io.sluice.protocol.client;

import io.sluice.protocol.client.V1Dialer.Outcome;
import io.sluice.protocol.client.V1Inbox.Arrival;
import io.sluice.protocol.follow.Advice;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.follow.Resume.Action;
import io.sluice.protocol.follow.Resume.Input;
import io.sluice.protocol.follow.Resume.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What reads, as {@link Resume} decides: it dials, hands out, acknowledges what was handed out when
 * the next is asked for, and comes back after a cut. One thread at a time calls it.
 */
final class StreamReader {
  /** So much may wait for one acknowledgement when more is there already. */
  private static final long LAZY_BYTES = 128 * 1024;

  /** Whoever has control after a cut may be this client's own dead connection: asked so often. */
  private static final int TAKEN_ATTEMPTS = 5;

  private final V1Dialer dialer;
  private final String path;
  private final StreamRequest request;
  private final StreamSettings settings;
  private final Uplink uplink = new Uplink();
  private final CountDownLatch left = new CountDownLatch(1);
  private final Set<Channel> endedChannels = EnumSet.noneOf(Channel.class);
  private State state;
  private Duration pause = Duration.ZERO;
  private String trouble = "";
  private boolean attachedBefore;
  private int takenAttempts;
  private volatile @Nullable V1Connection connection;
  private @Nullable Offset handedOut;
  private @Nullable Offset acknowledged;

  StreamReader(HttpCalls calls, String path, StreamRequest request, StreamSettings settings) {
    this.dialer = new V1Dialer(calls, settings.probeAfter());
    this.path = path;
    this.request = request;
    this.settings = settings;
    Resume.From from =
        request.from() instanceof StreamRequest.From.At(var offset)
            ? new Resume.From.At(offset)
            : new Resume.From.Chosen();
    this.state = Resume.begin(from, settings.budget()).state();
    if (request.role() == StreamRequest.Role.OBSERVER) {
      uplink.stdin().refuse();
    }
  }

  Uplink uplink() {
    return uplink;
  }

  /** From any thread: the reader ends soon. */
  void leave() {
    left.countDown();
    uplink.over();
    dialer.cancel();
    V1Connection current = connection;
    if (current != null) {
      current.wake();
    }
  }

  /** Breaks off what nobody reads any more. */
  void abort() {
    V1Connection current = connection;
    if (current != null) {
      current.abort();
    }
  }

  /** Tells the gateway that all that was handed out is done with. */
  void acknowledge() throws InterruptedException {
    V1Connection current = connection;
    Offset done = handedOut;
    if (current != null && done != null && !done.equals(acknowledged)) {
      acknowledged = done;
      current.send(new V1ClientFrame.Acknowledge(done));
    }
  }

  /** Blocks for the next item; after the end there is none. */
  StreamItem next() throws InterruptedException {
    while (true) {
      StreamItem item = left.getCount() == 0 ? new StreamItem.Ended(new StreamEnd.Left()) : step();
      if (item instanceof StreamItem.Ended) {
        conclude(item);
      }
      if (item != null) {
        return item;
      }
    }
  }

  private void conclude(StreamItem item) throws InterruptedException {
    uplink.over();
    V1Connection current = connection;
    if (current != null) {
      if (item instanceof StreamItem.Ended(StreamEnd.Exited _)) {
        current.awaitClose();
      }
      drop(current);
    }
  }

  private void drop(V1Connection current) {
    uplink.lost();
    connection = null;
    current.abort();
  }

  private @Nullable StreamItem step() throws InterruptedException {
    return switch (state) {
      case State.Connecting(var from, _) -> connect(from);
      case State.Waiting _ -> {
        left.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        yield apply(new Input.DelayOver(), null);
      }
      case State.Connected _, State.Leaving _ -> read();
      case State.Finished _, State.GaveUp _ ->
          throw new IllegalStateException("there is nothing after the end");
    };
  }

  private @Nullable StreamItem connect(Resume.From from) throws InterruptedException {
    V1Connection current = connection;
    if (current != null) {
      return read(); // It is there, its first frame is not.
    }
    return switch (dialer.dial(path + request.query(startOf(from), attachedBefore))) {
      case Outcome.Open(var opened) -> {
        connection = opened;
        acknowledged = null;
        yield null;
      }
      case Outcome.Failed(Advice advice, boolean taken, String message) -> {
        trouble = message;
        yield lost(taken ? takenAdvice(advice) : advice);
      }
    };
  }

  private StreamRequest.From startOf(Resume.From from) {
    return switch (from) {
      case Resume.From.Chosen _ -> request.from();
      // Who has nothing yet misses nothing that it knows of: what is gone is told as a gap.
      case Resume.From.At(var offset) when offset.equals(Offset.ZERO) ->
          new StreamRequest.From.Start();
      case Resume.From.At(var offset) -> new StreamRequest.From.At(offset);
    };
  }

  /** After a cut the gateway may still believe in the connection that this client lost. */
  private Advice takenAdvice(Advice refused) {
    takenAttempts++;
    if (!attachedBefore) {
      return refused;
    }
    return takenAttempts < TAKEN_ATTEMPTS
        ? Advices.SOON
        : new Advice.Never(new GiveUpReason.Superseded());
  }

  private @Nullable StreamItem lost(Advice advice) {
    return apply(new Input.Lost(advice, settings.chance().getAsDouble()), null);
  }

  private @Nullable StreamItem read() throws InterruptedException {
    V1Connection current = connection;
    if (current == null) {
      throw new IllegalStateException("no connection in " + state);
    }
    if (current.isDrained() || isMuchHandedOut()) {
      acknowledge();
    }
    return switch (current.take()) {
      case null -> apply(new Input.Lasting(), null);
      case Arrival.Woken _ -> null;
      case Arrival.Message(V1Message message) -> received(message);
      case Arrival.Closed(int code, String reason) ->
          cut("the connection was closed: " + code + " " + reason, Advices.ofClose(code));
      case Arrival.Broken(String reason) -> cut(reason, Advices.SOON);
    };
  }

  private boolean isMuchHandedOut() {
    Offset done = handedOut;
    Offset told = acknowledged;
    return done != null && (told == null || done.bytes() - told.bytes() >= LAZY_BYTES);
  }

  private @Nullable StreamItem cut(String reason, Advice advice) {
    trouble = reason;
    V1Connection current = connection;
    if (current != null) {
      drop(current);
    }
    return lost(advice);
  }

  private @Nullable StreamItem received(V1Message message) throws InterruptedException {
    V1ServerFrame frame;
    try {
      frame = V1Frames.decodeServer(message);
    } catch (WireFault fault) {
      return cut("not a gateway's frame: " + fault.text(), Advices.SOON);
    }
    return switch (frame) {
      case null -> null;
      case V1ServerFrame.Attached attached -> attached(attached);
      case V1ServerFrame.Output output ->
          apply(new Input.Output(output.offset(), output.payload().size()), output);
      case V1ServerFrame.Position(var offset) -> apply(new Input.Position(offset), frame);
      case V1ServerFrame.Gap gap -> apply(new Input.Missing(gap.range()), gap);
      case V1ServerFrame.ChannelEnded(var channel, long bytes, var offset) ->
          endedChannels.add(channel) ? new StreamItem.ChannelEnded(channel, bytes, offset) : null;
      case V1ServerFrame.Exit exit -> apply(new Input.Exit(exit.offset()), exit);
      case V1ServerFrame.Preempted(var _, String by) -> {
        lost(new Advice.Never(new GiveUpReason.Superseded()));
        yield new StreamItem.Ended(new StreamEnd.Preempted(by));
      }
      case V1ServerFrame.StdinAcknowledged _,
          V1ServerFrame.StdinCredit _,
          V1ServerFrame.Flushed _ -> {
        uplink.heard(frame);
        yield null;
      }
      case V1ServerFrame.Failed(String code, String text) -> {
        if (code.equals("stdin_closed") || code.equals("read_only")) {
          uplink.stdin().refuse();
        }
        yield new StreamItem.Problem(code, text);
      }
    };
  }

  private @Nullable StreamItem attached(V1ServerFrame.Attached attached)
      throws InterruptedException {
    V1Connection current = connection;
    attachedBefore = true;
    takenAttempts = 0;
    StreamItem item = apply(new Input.Opened(attached.from()), attached);
    if (current == null || connection != current) {
      return item;
    }
    if (!uplink.opened(current, attached.stdin())) {
      return cut(
          "somebody else wrote to the command", new Advice.Never(new GiveUpReason.Superseded()));
    }
    return null;
  }

  /** The state that follows, and what it means for the frame that led there. */
  private @Nullable StreamItem apply(Input input, @Nullable V1ServerFrame frame) {
    Resume.Step step = Resume.step(state, input);
    state = step.state();
    StreamItem item = null;
    for (Action action : step.actions()) {
      switch (action) {
        case Action.Connect _ -> {}
        case Action.Pause(var time) -> pause = time;
        case Action.Deliver(int skip) -> item = StreamItems.output(frame, skip);
        case Action.ReportMissing(var range) -> item = StreamItems.missing(frame, range);
        case Action.Acknowledge(var upTo) -> handedOut = later(handedOut, upTo);
        case Action.Disconnect _ -> item = cut("the gateway left output out", Advices.SOON);
        case Action.Finish _ -> item = StreamItems.exited(frame);
        case Action.GiveUp(var reason) -> item = StreamItems.gaveUp(reason, trouble);
      }
    }
    return item;
  }

  private static Offset later(@Nullable Offset one, Offset other) {
    return one != null && other.isBefore(one) ? one : other;
  }
}
