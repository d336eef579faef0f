package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.StdinLedger;
import io.sluice.protocol.execution.StdinLedger.Action;
import io.sluice.protocol.execution.StdinLedger.Denial;
import io.sluice.protocol.execution.StdinLedger.Input;
import io.sluice.protocol.execution.StdinMarks;
import io.sluice.protocol.execution.StdinSpool;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromRunner;
import io.sluice.protocol.simulation.Frames.ToRunner;
import io.sluice.protocol.simulation.StdinFrames.FromWriter;
import io.sluice.protocol.simulation.StdinFrames.ToWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway towards its writers: who has control, and what is received of input. */
final class Desk {
  static final int WINDOW_BYTES = 100;

  private static final StdinMarks.Limits LIMITS = new StdinMarks.Limits(WINDOW_BYTES, 300);
  private static final int PIECE_BYTES = 40;
  private static final int SIGN_OF_LIFE_MILLIS = 500;

  private final World world;
  private final Gateway gateway;
  private final Map<SessionId, Chair> chairs = new LinkedHashMap<>();
  private @Nullable Chair holder;
  private StdinLedger.@Nullable State ledger;
  private StdinSpool spool = new StdinSpool(StdinOffset.ZERO);
  private StdinOffset keptFrom = StdinOffset.ZERO;

  Desk(World world, Gateway gateway) {
    this.world = world;
    this.gateway = gateway;
  }

  void crash() {
    StdinLedger.State lost = ledger;
    if (lost != null && world.runner().input().taken().isBefore(lost.marks().received())) {
      world.faults().add(Fault.CRASH_WITH_INPUT_UNDER_WAY);
    }
    chairs.values().forEach(chair -> chair.wire.gatewayDied());
  }

  /** One connection of a writer. */
  private final class Chair implements Connection.End<FromWriter> {
    private final int writer;
    private final SessionId session;
    private final Connection<FromWriter, ToWriter> wire;
    private Generation generation = Generation.NONE;
    private ToWriter.@Nullable News told;
    private boolean gone;

    Chair(int writer, SessionId session, Connection<FromWriter, ToWriter> wire) {
      this.writer = writer;
      this.session = session;
      this.wire = wire;
    }

    @Override
    public void frame(FromWriter frame) {
      if (!world.machines().mayWrite(gateway.state(), session)) {
        world.faults().add(Fault.STALE_INPUT);
        return;
      }
      switch (frame) {
        case FromWriter.Write(var at, var bytes) ->
            input(new Input.Offered(at, bytes.size()), bytes, this);
        case FromWriter.End(var at) -> input(new Input.EndOffered(at), Payload.EMPTY, this);
      }
    }

    @Override
    public void closed(Closing why) {
      gone = true;
      if (holder == this) {
        leave();
      }
    }

    private void leave() {
      holder = null;
      gateway.gather(new Command.LeaveControl(session, Cursor.START, false));
    }

    private void close(ToWriter last) {
      if (!gone) {
        gone = true;
        wire.sendDown(last);
        wire.closeByGateway(Closing.DONE);
      }
    }
  }

  /** Who has control and lives keeps it, but from a preemption. */
  void attach(
      int writer, SessionId session, boolean preempt, Connection<FromWriter, ToWriter> wire) {
    Chair chair = new Chair(writer, session, wire);
    chairs.put(session, chair);
    wire.serve(chair);
    Chair other = holder;
    if (other == null || preempt || other.writer == writer) {
      claim(chair);
    } else if (other.wire.isOver()) {
      gateway.after(SIGN_OF_LIFE_MILLIS, "no sign of life", () -> claimOrGo(chair, other));
    } else {
      chair.close(new ToWriter.Busy());
    }
  }

  private void claimOrGo(Chair chair, Chair former) {
    if (holder == null || holder == former) {
      claim(chair);
    } else {
      chair.close(new ToWriter.Busy());
    }
  }

  private void claim(Chair chair) {
    if (!chair.gone) {
      Seat seat = new Seat(chair.session, new ConsumerId("writer:" + chair.writer));
      gateway.gather(
          new Command.TakeControl(
              seat, Command.Claim.EVEN_IF_TAKEN, new StartFrom.OpenPlace(), Duration.ofMinutes(5)));
    }
  }

  /** It is journaled. */
  void follow(Event event) {
    switch (event) {
      case Event.ControlTaken taken -> taken(taken);
      case Event.Ended _ -> over();
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.OutputAppended _,
          Event.ChannelEnded _,
          Event.OutputCut _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.Acknowledged _,
          Event.PlaceClosed _,
          Event.Trimmed _,
          Event.Anchored _,
          Event.ControlLeft _ -> {}
    }
  }

  private void taken(Event.ControlTaken taken) {
    Chair chair = chairs.get(taken.seat().session());
    Chair former = holder;
    if (chair == null) {
      throw new AssertionError("nobody asked for " + taken);
    }
    holder = chair;
    chair.generation = taken.generation();
    if (former != null && former != chair) {
      world.faults().add(Fault.PREEMPTION);
      // It hears of it in its time: what it writes until then is fenced.
      gateway.after(
          world.scheduler().below(60),
          "a writer is told",
          () -> former.close(new ToWriter.Preempted()));
    }
    if (chair.gone) {
      chair.leave();
    } else {
      tellNews();
    }
  }

  void over() {
    if (ledger == null) {
      ledger = StdinLedger.open(LIMITS);
    }
    input(new Input.Over(), Payload.EMPTY, null);
  }

  /** The runner is linked; of a gateway that crashed it knows more than that gateway. */
  void linked(FromRunner.InputTaken held) {
    StdinLedger.State known = ledger;
    if (known == null) {
      StdinLedger.State resumed =
          world.machines().resumeStdin(LIMITS, held.taken(), held.written());
      ledger = resumed;
      keptFrom = resumed.marks().received();
      spool = new StdinSpool(keptFrom);
      if (held.ended()) {
        input(new Input.EndAppended(), Payload.EMPTY, null);
      }
    } else {
      StdinOffset again = world.scheduler().oneIn(3) ? known.marks().applied() : held.taken();
      input(
          new Input.LinkedAgain(again.isBefore(keptFrom) ? keptFrom : again), Payload.EMPTY, null);
    }
    applied(held);
  }

  void applied(FromRunner.InputTaken held) {
    input(new Input.Applied(held.written(), held.closed()), Payload.EMPTY, null);
  }

  private void input(Input input, Payload bytes, @Nullable Chair by) {
    StdinLedger.State before = ledger;
    if (before == null) {
      return;
    }
    StdinLedger.Step step = world.machines().stdin(before, input);
    ledger = step.state();
    step.actions().forEach(action -> act(action, bytes, by));
    if (by != null) {
      noteTaken(before, step, input, by);
    }
    spool.dropBefore(step.state().marks().applied());
    tellNews();
  }

  private void noteTaken(StdinLedger.State before, StdinLedger.Step step, Input input, Chair by) {
    if (input instanceof Input.EndOffered && step.actions().isEmpty()) {
      world.faults().add(Fault.END_REPEATED);
    }
    if (!step.state().equals(before)) {
      world.truth().taken(by.generation);
    }
  }

  private void act(Action action, Payload bytes, @Nullable Chair by) {
    switch (action) {
      case Action.Keep(int skip) -> {
        if (skip > 0) {
          world.faults().add(Fault.INPUT_OVERLAPS);
        }
        spool.append(bytes.slice(skip, bytes.size()));
      }
      case Action.Refuse(var why) -> refuse(why, by);
      case Action.Send(StdinOffset from, StdinOffset to) -> send(from, to);
      case Action.SendEnd(StdinOffset at) -> gateway.tell(new ToRunner.StdinEnd(at));
      case Action.Wait _ -> throw new AssertionError("nobody writes without offsets");
    }
  }

  private void refuse(Denial why, @Nullable Chair by) {
    switch (why) {
      case Denial.Gap _ -> world.faults().add(Fault.INPUT_AFTER_A_GAP);
      case Denial.OverCredit _ -> world.faults().add(Fault.INPUT_OVER_CREDIT);
      case Denial.NoMore _, Denial.EndsElsewhere _ -> {}
    }
    if (by != null) {
      by.wire.sendDown(new ToWriter.Refused(why));
    }
  }

  private void send(StdinOffset from, StdinOffset to) {
    StdinOffset at = from;
    List<Payload> pieces = spool.read(from, to, PIECE_BYTES);
    for (Payload piece : pieces) {
      gateway.tell(new ToRunner.Stdin(at, piece));
      at = at.plus(piece.size());
    }
  }

  /** The first one says that it has control. */
  private void tellNews() {
    Chair chair = holder;
    StdinLedger.State known = ledger;
    if (chair == null || known == null) {
      return;
    }
    boolean closed = known instanceof StdinLedger.State.Closed;
    ToWriter.News news = new ToWriter.News(known.marks().applied(), known.creditUpTo(), closed);
    if (chair.told == null) {
      world.truth().announced(chair.generation);
      chair.wire.sendDown(new ToWriter.Attached(chair.generation, known.marks().received(), news));
    } else if (!news.equals(chair.told)) {
      chair.wire.sendDown(news);
    }
    chair.told = news;
  }
}
