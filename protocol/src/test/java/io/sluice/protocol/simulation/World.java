package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One execution with its runner, its gateway's lives and its consumers, from one seed. */
final class World {
  static final Assignment RUNNER = new Assignment(new RunnerId("runner"), new Incarnation("one"));

  private static final int MOST_EVENTS = 300_000;

  private final Machines machines;
  private final Scheduler scheduler;
  private final Fault.Counts faults = new Fault.Counts();
  private final Written written = new Written();
  private final Journal journal = new Journal(written);
  private final Runner runner;
  private final List<Reader> readers = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final StdinTruth truth = new StdinTruth();
  private final Chaos chaos;
  private @Nullable Gateway gateway;
  private int crashes;

  /** What came of it. */
  record Outcome(List<String> script, Fault.Counts faults) {}

  private World(long seed, Machines machines, boolean writes) {
    this.machines = machines;
    this.scheduler = new Scheduler(seed, writes);
    this.runner = new Runner(this);
    accept(seed);
    this.gateway = new Gateway(this);
    this.chaos = new Chaos(this);
    addReaders();
  }

  /**
   * Runs to the end.
   *
   * @throws Invariant.Broken when one is
   */
  static Outcome run(long seed, Machines machines, boolean writes) {
    World world = new World(seed, machines, writes);
    try {
      world.live();
    } catch (Invariant.Broken broken) {
      world.scheduler.note(broken::getMessage);
      throw new Invariant.Broken(broken, seed, world.scheduler.script());
    }
    return new Outcome(world.scheduler.script(), world.faults);
  }

  /** Some seeds have a limit on output; that uses no chance of theirs. */
  private static LogBounds bounds(long seed) {
    return switch ((int) Math.floorMod(seed, 8L)) {
      case 3 -> new LogBounds(new OutputLimit(700, OutputLimit.Policy.END), null);
      case 5 -> new LogBounds(new OutputLimit(900, OutputLimit.Policy.KEEP_NEWEST), null);
      default -> LogBounds.NONE;
    };
  }

  private void accept(long seed) {
    CommandSpec spec =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    Facts facts =
        new Facts(
            new ExecutionId("e"),
            new TenantId("t"),
            new BoxId("b"),
            spec,
            Map.of(),
            Instant.EPOCH,
            null,
            Terms.keeping(bounds(seed)));
    Command accept = new Command.Accept(facts, new Command.Placement.On(RUNNER));
    if (Execution.decide(journal.state(), accept, Instant.EPOCH)
        instanceof Decision.Accepted(var events)) {
      journal.append(events);
    }
  }

  private void addReaders() {
    int offsets = 1 + scheduler.below(3);
    for (int i = 0; i < offsets; i++) {
      Resume.From from =
          switch (scheduler.below(6)) {
            case 0 -> new Resume.From.Chosen();
            default -> new Resume.From.At(Offset.ZERO);
          };
      readers.add(new OffsetReader(this, "reader " + i, channels(), from));
    }
    int plain = 1 + scheduler.below(2);
    for (int i = 0; i < plain; i++) {
      readers.add(new PlainReader(this, "client " + i));
    }
    for (Reader reader : readers) {
      scheduler.after(
          scheduler.oneIn(3) ? 0 : scheduler.below(6_000), "a reader begins", reader::begin);
    }
    int many = scheduler.below(StdinTruth.MOST_WRITERS + 1);
    for (int i = 0; i < many; i++) {
      Writer writer = new Writer(this, i);
      writers.add(writer);
      scheduler.after(scheduler.below(1_500), "a writer begins", writer::begin);
    }
    scheduler.after(0, "the runner begins", runner::dial);
  }

  private Set<Channel> channels() {
    return switch (scheduler.below(4)) {
      case 0 -> EnumSet.of(Channel.STDOUT);
      case 1 -> EnumSet.of(Channel.STDERR);
      default -> EnumSet.allOf(Channel.class);
    };
  }

  private void live() {
    while (scheduler.step()) {
      if (scheduler.events() > MOST_EVENTS) {
        throw Invariant.EVERYBODY_FINISHES.broken("it never ends");
      }
      chaos.perhaps();
    }
    if (!readers.stream().allMatch(Reader::isDone) || !writersAreDone()) {
      throw Invariant.EVERYBODY_FINISHES.broken("somebody waits for ever");
    }
  }

  /** It starts again later, with nothing but the journal. */
  void crash() {
    Gateway dying = gateway;
    if (dying == null) {
      return;
    }
    faults.add(Fault.GATEWAY_CRASH);
    crashes++;
    scheduler.note(() -> "the gateway crashes");
    gateway = null;
    dying.crash();
    scheduler.after(
        10 + scheduler.below(1_500), "the gateway starts", () -> gateway = new Gateway(this));
  }

  <U extends Connection.Sized, D extends Connection.Sized> Connection<U, D> connection(
      String name, Connection.End<D> client) {
    return new Connection<>(scheduler, faults, name, client);
  }

  /** The answer of a gateway that is down is that the connection is over. */
  void dial(Connection<?, ?> dialed, Consumer<Gateway> accept) {
    scheduler.after(
        1 + scheduler.below(20),
        "a dial arrives",
        () -> {
          Gateway now = gateway;
          if (now == null) {
            faults.add(Fault.DIALED_IN_VAIN);
            dialed.gatewayDied();
          } else {
            accept.accept(now);
          }
        });
  }

  Machines machines() {
    return machines;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Fault.Counts faults() {
    return faults;
  }

  Written written() {
    return written;
  }

  Journal journal() {
    return journal;
  }

  Chaos chaos() {
    return chaos;
  }

  List<Reader> readers() {
    return readers;
  }

  List<Writer> writers() {
    return writers;
  }

  boolean writersAreDone() {
    return writers.stream().allMatch(Writer::isDone);
  }

  StdinTruth truth() {
    return truth;
  }

  Runner runner() {
    return runner;
  }

  @Nullable Gateway gateway() {
    return gateway;
  }

  int crashes() {
    return crashes;
  }
}
