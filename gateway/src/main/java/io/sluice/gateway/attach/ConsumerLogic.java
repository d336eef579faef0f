package io.sluice.gateway.attach;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.CloseCode;
import java.util.List;
import java.util.Objects;
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
  private final Inlet<LogItem> log;
  private final Inlet<SocketFrame> fromPeer;
  private final Outlet<SocketFrame> toPeer;
  private final ConsumerStage.Setup setup;
  private final Liveness liveness;
  private final SeatWatch seat;
  private final PlaceKeeper place;
  private final InputWatch input;
  private final RequestDesk requests;
  private final Dialect dialect;
  private final EndWatch end;
  private final PeerFrames frames = new PeerFrames();
  private final AsyncCallback<CloseCode> farewell =
      createAsyncCallback(code -> close(code, "the gateway stops"));
  private Delivery.State delivery;
  private Event.@Nullable Ended ended;
  private boolean blocked;

  ConsumerLogic(FanInShape2<LogItem, SocketFrame, SocketFrame> shape, ConsumerStage.Setup setup) {
    super(shape);
    this.log = shape.in0();
    this.fromPeer = shape.in1();
    this.toPeer = shape.out();
    Connection connection = setup.connection();
    Role role = connection.role();
    this.setup = setup;
    this.liveness = new Liveness(setup.nanoTime());
    this.place = new PlaceKeeper(role, connection.from());
    this.seat =
        new SeatWatch(
            role,
            this::createAsyncCallback,
            new SeatWatch.Host(
                this::probe,
                place::note,
                this::lost,
                () -> scheduleOnce(new Due.News(), LongPoll.PAUSE)));
    this.requests =
        new RequestDesk(
            role,
            liveness,
            this::createAsyncCallback,
            reply -> tell(connection.dialect().reply(reply)));
    this.dialect = connection.dialect();
    this.input =
        new InputWatch(
            role,
            dialect,
            connection.input(),
            this::createAsyncCallback,
            new InputWatch.Host(this::tell, () -> scheduleOnce(new Due.Input(), LongPoll.PAUSE)));
    this.delivery = Delivery.open(dialect.contract(), connection.from());
    EndWatch.Timer timer = new EndWatch.Timer(this::scheduleOnce, this::cancelTimer);
    this.end = new EndWatch(delivery, role, this::createAsyncCallback, timer);
    setHandler(log, new FromLog());
    setHandler(fromPeer, new FromPeer());
    setHandler(toPeer, new ToPeer());
  }

  @Override
  public void preStart() {
    scheduleAtFixedRate(new Due.Ping(), Liveness.PING, Liveness.PING);
    frames.greet(dialect.greeting());
    pull(fromPeer);
    seat.watch();
    input.watch();
    var _ = setup.session().began().thenAccept(_ -> farewell.invoke(CloseCode.GOING_AWAY));
  }

  @Override
  public void postStop() {
    place.leave(false);
    setup.session().ended();
  }

  private void step(Input input) {
    Delivery.Step step = Delivery.step(delivery, input);
    delivery = step.state();
    boolean moved = place.reached(delivery.acknowledged());
    step.actions().forEach(this::carryOut);
    if (moved && !isTimerActive(new Due.Place())) {
      scheduleOnce(new Due.Place(), Due.JOURNAL);
    }
    end.moved(delivery);
    send();
  }

  private void carryOut(Action action) {
    switch (action) {
      case Action.Telling telling -> {
        SocketFrame frame = dialect.of(telling);
        if (frame != null) {
          frames.add(frame);
        }
      }
      case Action.HoldBack(var channel, long bytes, var patience) ->
          scheduleOnce(new Due.Held(channel, bytes, patience), patience);
      case Action.SendExit _ -> exit();
    }
  }

  private void exit() {
    // Before the peer can know: who read the exit and asks for the status is told the end.
    place.leave(true);
    frames.addAll(dialect.end(Objects.requireNonNull(ended, "an exit without an end")));
    frames.close(CloseCode.DONE, "");
  }

  private void close(CloseCode code, String reason) {
    frames.close(code, reason);
    send();
  }

  private void tell(List<SocketFrame> more) {
    frames.addAll(more);
    send();
  }

  private void send() {
    if (isAvailable(toPeer) && frames.isReady()) {
      push(toPeer, frames.next());
    }
    listen();
    if (frames.isEmpty()) {
      if (frames.isClosing()) {
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
    if (item instanceof LogItem.Journaled(Entry(_, Event.Ended end))) {
      ended = end;
    }
    Input read = LogInputs.of(item);
    if (read == null) {
      send();
    } else {
      step(read);
    }
  }

  private void take(SocketFrame frame) {
    frames.heard();
    lives();
    switch (dialect.hear(frame)) {
      case Heard.OfDelivery(var progress) -> step(progress);
      case Heard.Asked(var request) -> requests.carryOut(request);
      case Heard.Wrong(var fault) -> tell(List.of(dialect.wrong(fault)));
      case Heard.Nothing _ -> {}
    }
    seat.heard(frame);
    send();
  }

  /** The peer is heard again once its last frame was carried out and it reads what is sent. */
  private void listen() {
    boolean ready = !liveness.isBusy() && !frames.areMany();
    if (ready && !isClosed(fromPeer) && !hasBeenPulled(fromPeer)) {
      pull(fromPeer);
    }
  }

  private void lost(SeatNews.Lost news) {
    frames.drop();
    frames.add(dialect.lost(news));
    close(CloseCode.SUPERSEDED, "another consumer took control");
  }

  /** A peer whose answer waits behind input that the process does not take is not dead. */
  private void probe() {
    if (liveness.isBusy()) {
      lives();
      seat.isUpToDate();
    } else {
      blocked = !isAvailable(toPeer);
      frames.addFirst(SeatWatch.PROBE);
      send();
    }
  }

  @Override
  public void onTimer(Object timer) {
    switch ((Due) timer) {
      case Due.Ping _ -> ping();
      case Due.Place _ -> place.note();
      case Due.News _ -> seat.watch();
      case Due.Input _ -> input.watch();
      case Due.Acknowledgement _ -> acknowledgementIsDue();
      case Due.Held held -> heldLongEnough(held);
    }
  }

  private void ping() {
    end.look();
    if (liveness.isDead()) {
      frames.drop();
      close(CloseCode.POLICY, "no sign of life");
      completeStage();
    } else if (!frames.isEmpty()) {
      blocked = true;
    } else {
      frames.add(new SocketFrame.Ping(Payload.EMPTY));
      send();
    }
  }

  /** The rest is not late when the log was not asked for it. */
  private void heldLongEnough(Due.Held held) {
    if (hasBeenPulled(log)) {
      step(new Input.HoldOver(held.channel(), held.channelBytes()));
    } else {
      scheduleOnce(held, held.patience());
    }
  }

  private void acknowledgementIsDue() {
    if (end.isOverdue()) {
      frames.drop();
      close(CloseCode.POLICY, "the end is not acknowledged");
    }
  }

  private final class FromLog extends AbstractInHandler {
    @Override
    public void onPush() {
      read(grab(log));
    }

    /** After the end that is as it should be; a log that is gone has none. */
    @Override
    public void onUpstreamFinish() {
      if (ended == null) {
        close(CloseCode.GONE, "the log is gone");
      }
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      close(CloseCode.INTERNAL, failure instanceof LogDamaged ? "the log is damaged" : "try again");
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
