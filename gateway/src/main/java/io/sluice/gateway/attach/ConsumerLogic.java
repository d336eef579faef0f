package io.sluice.gateway.attach;

import io.sluice.gateway.socket.SocketFrame;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.CloseCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.stream.FanInShape2;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link Delivery} decides. More of the log is asked for when all frames went out
 * and the window has room; the peer is read when its last frame was carried out.
 */
final class ConsumerLogic extends TimerGraphStageLogic {
  private static final Contract.Plain CONTRACT = new Contract.Plain(1024 * 1024);

  /** Answers to the peer that wait for it to read; those over it are dropped, output is not. */
  private static final int ANSWERS = 64;

  private static final Duration HOLD = Duration.ofMillis(50);
  private static final Duration JOURNAL_PLACE = Duration.ofMillis(250);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final SocketFrame PING = new SocketFrame.Ping(Payload.EMPTY);

  private final Inlet<LogItem> log;
  private final Inlet<SocketFrame> fromPeer;
  private final Outlet<SocketFrame> toPeer;
  private final Role role;
  private final ConsumerStage.Setup setup;
  private final Liveness liveness;
  private final SeatWatch seat;
  private final Deque<SocketFrame> frames = new ArrayDeque<>();
  private final AsyncCallback<List<SocketFrame>> answered = createAsyncCallback(this::answered);
  private final AsyncCallback<CloseCode> farewell =
      createAsyncCallback(code -> close(code, "the gateway stops"));
  private Delivery.State delivery;
  private Cursor journaled;
  private @Nullable Outcome outcome;
  private boolean blocked;
  private boolean closing;
  private boolean left;

  ConsumerLogic(FanInShape2<LogItem, SocketFrame, SocketFrame> shape, ConsumerStage.Setup setup) {
    super(shape);
    this.log = shape.in0();
    this.fromPeer = shape.in1();
    this.toPeer = shape.out();
    this.role = setup.role();
    this.setup = setup;
    this.liveness = new Liveness(setup.nanoTime());
    this.seat =
        new SeatWatch(
            role,
            this::createAsyncCallback,
            new SeatWatch.Host(this::probe, this::lost, this::askLater));
    this.delivery = Delivery.open(CONTRACT, setup.from());
    this.journaled = setup.from();
    setHandler(log, new FromLog());
    setHandler(fromPeer, new FromPeer());
    setHandler(toPeer, new ToPeer());
  }

  @Override
  public void preStart() {
    scheduleAtFixedRate(new Due.Ping(), Liveness.PING, Liveness.PING);
    frames.add(PING);
    pull(fromPeer);
    seat.watch();
    var _ = setup.goingAway().thenAccept(_ -> farewell.invoke(CloseCode.GOING_AWAY));
  }

  @Override
  public void postStop() {
    leave(false);
  }

  private void leave(boolean sawExit) {
    if (!left) {
      left = true;
      role.left(delivery.acknowledged(), sawExit);
    }
  }

  private void step(Input input) {
    Delivery.Step step = Delivery.step(delivery, input);
    delivery = step.state();
    step.actions().forEach(this::carryOut);
    if (!delivery.acknowledged().equals(journaled) && !isTimerActive(new Due.Place())) {
      scheduleOnce(new Due.Place(), JOURNAL_PLACE);
    }
    send();
  }

  private void carryOut(Action action) {
    switch (action) {
      case Action.SendChunk(var chunk) -> frames.add(PlainFrames.output(chunk));
      case Action.SendGap(var gap) -> frames.add(PlainFrames.gap(gap));
      case Action.SendMark(long id, _) -> frames.add(PlainFrames.mark(id));
      case Action.HoldBack(var channel, long bytes) ->
          scheduleOnce(new Due.Held(channel, bytes), HOLD);
      case Action.SendExit _ -> exit();
      // The contract has no frames for these.
      case Action.SendChannelEnd _, Action.SendPosition _, Action.Refuse _ -> {}
    }
  }

  private void exit() {
    if (outcome == null) {
      throw new IllegalStateException("an exit without an end");
    }
    // Before the peer can know: who read the exit and asks for the status is told the end.
    leave(true);
    frames.addAll(PlainFrames.end(outcome));
    closing = true;
  }

  private void close(CloseCode code, String reason) {
    if (!closing) {
      frames.add(PlainFrames.close(code, reason));
      closing = true;
      send();
    }
  }

  private void send() {
    if (isAvailable(toPeer) && !frames.isEmpty()) {
      push(toPeer, frames.remove());
    }
    if (frames.isEmpty()) {
      if (closing) {
        completeStage();
      } else if (delivery.wantsMore() && !isClosed(log) && !hasBeenPulled(log)) {
        pull(log);
      }
    }
  }

  /** A frame of the peer is a sign of life, and so is room in a socket that had none. */
  private void lives() {
    blocked = false;
    liveness.seen();
    seat.showsLife();
  }

  private void read(LogItem item) {
    if (item instanceof LogItem.Journaled(Entry(_, Event.Ended ended))) {
      outcome = ended.outcome();
    }
    Input input = LogInputs.of(item);
    if (input == null) {
      send();
    } else {
      step(input);
    }
  }

  private void take(SocketFrame frame) {
    lives();
    switch (frame) {
      case SocketFrame.Pong pong -> {
        Long mark = PlainFrames.echoed(pong);
        if (mark != null) {
          step(new Input.MarkEchoed(mark));
        }
        pullPeer();
      }
      case SocketFrame.Text _, SocketFrame.Binary _ -> {
        liveness.busy();
        var _ = role.take(frame).whenComplete(this::answeredOrFailed);
      }
      case SocketFrame.Ping _, SocketFrame.Close _ -> pullPeer();
    }
  }

  private void answeredOrFailed(@Nullable List<SocketFrame> answers, @Nullable Throwable failure) {
    answered.invoke(
        answers == null
            ? List.of(PlainFrames.error(ErrorCode.INTERNAL, "it could not be done; try again"))
            : answers);
  }

  private void answered(List<SocketFrame> answers) {
    liveness.handled();
    if (!closing && frames.size() < ANSWERS) {
      frames.addAll(answers);
    }
    send();
    pullPeer();
  }

  private void pullPeer() {
    if (!isClosed(fromPeer) && !hasBeenPulled(fromPeer)) {
      pull(fromPeer);
    }
  }

  private void lost() {
    frames.clear();
    frames.add(PlainFrames.error(ErrorCode.SUPERSEDED, "another consumer took control"));
    close(CloseCode.SUPERSEDED, "another consumer took control");
  }

  /** A peer whose answer waits behind input that the process does not take is not dead. */
  private void probe() {
    if (liveness.isBusy()) {
      lives();
    } else {
      blocked = !isAvailable(toPeer);
      frames.addFirst(PING);
      send();
    }
  }

  @Override
  public void onTimer(Object timer) {
    switch ((Due) timer) {
      case Due.Ping _ -> ping();
      case Due.Place _ -> {
        journaled = delivery.acknowledged();
        role.acknowledged(journaled);
      }
      case Due.News _ -> seat.watch();
      case Due.Held(var channel, long bytes) -> step(new Input.HoldOver(channel, bytes));
    }
  }

  private void ping() {
    if (liveness.isDead()) {
      frames.clear();
      close(CloseCode.POLICY, "no sign of life");
      completeStage();
    } else if (!frames.isEmpty()) {
      blocked = true;
    } else if (!closing) {
      frames.add(PING);
      send();
    }
  }

  private void askLater() {
    scheduleOnce(new Due.News(), ASK_AGAIN);
  }

  private final class FromLog extends AbstractInHandler {
    @Override
    public void onPush() {
      read(grab(log));
    }

    /** After the end that is as it should be; a log that is gone has none. */
    @Override
    public void onUpstreamFinish() {
      if (outcome == null) {
        close(CloseCode.GONE, "the log is gone");
      }
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      close(CloseCode.INTERNAL, "try again");
    }
  }

  private final class FromPeer extends AbstractInHandler {
    @Override
    public void onPush() {
      take(grab(fromPeer));
    }
  }

  private final class ToPeer extends AbstractOutHandler {
    @Override
    public void onPull() {
      if (blocked) {
        lives();
      }
      send();
    }
  }
}
