package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.runner.ProcessListener;
import io.sluice.protocol.runner.RunningProcess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process from its spawn until it is reaped. It stays a zombie until its channels ended and its
 * escalation is over, so that its pid, which names its group, cannot become another's.
 */
final class ManagedProcess implements RunningProcess, OutputReader.Owner, InputWriter.Owner {
  private final Reactor reactor;
  private final Spawned spawned;
  private final ProcessSettings settings;
  private final Custody custody;
  private final Consumer<ManagedProcess> gone;
  private ProcessListener listener;
  private final OutputDrain outputs;
  private @Nullable InputWriter writer;
  private Reactor.@Nullable Watch exitWatch;
  private Reactor.@Nullable Timer escalation;
  private boolean exited;
  private boolean timedOut;
  private boolean killed;
  private boolean struck;
  private boolean reaped;

  /**
   * @param custody has the family already
   * @param gone called once, on the reactor's thread, when it was reaped
   */
  ManagedProcess(
      Reactor reactor,
      Spawned spawned,
      ProcessSettings settings,
      Custody custody,
      ProcessListener listener,
      Consumer<ManagedProcess> gone) {
    this.reactor = reactor;
    this.spawned = spawned;
    this.settings = settings;
    this.custody = custody;
    this.listener = listener;
    this.gone = gone;
    this.outputs = new OutputDrain(reactor);
  }

  /**
   * A child that exists and is watched by nobody yet.
   *
   * @param exitDescriptor becomes readable at its exit
   * @param atNanos before the spawn, on the reactor's clock
   */
  record Spawned(
      int pid,
      Family family,
      int exitDescriptor,
      StandardStreams streams,
      CommandSpec command,
      long atNanos) {}

  @Override
  public long pid() {
    return spawned.pid();
  }

  /** Begins to watch; on the reactor's thread, as everything below that is not an override. */
  void begin() {
    StandardStreams streams = spawned.streams();
    Integer errors = streams.errors();
    if (errors == null) {
      listener.channelEnded(Channel.STDERR, micros(), ChannelEnding.COMPLETE);
    } else {
      read(errors, Channel.STDERR);
    }
    read(streams.output(), Channel.STDOUT);
    beginInput(streams);
    Duration timeout = spawned.command().timeout();
    if (timeout != null) {
      escalation = reactor.schedule(nanosOf(timeout), this::timeUp);
    }
    exitWatch = reactor.watch(spawned.exitDescriptor(), _ -> checkExit());
    try {
      exitWatch.ask(Epoll.READABLE);
    } catch (SystemCallFailed failed) {
      killAll();
    }
  }

  private void read(int descriptor, Channel channel) {
    boolean terminal = spawned.streams().isTerminal();
    outputs.add(new OutputReader(reactor, descriptor, channel, terminal, this));
  }

  private void beginInput(StandardStreams streams) {
    Integer input = streams.input();
    if (input == null) {
      listener.stdinClosed();
      return;
    }
    writer = new InputWriter(reactor, input, streams.isTerminal(), this);
    if (spawned.command().stdin() == CommandSpec.StdinMode.CLOSED) {
      writer.end();
    }
  }

  @Override
  public int room() {
    return listener.room();
  }

  @Override
  public void output(Channel channel, ByteBuffer bytes) {
    listener.output(channel, micros(), bytes);
  }

  @Override
  public void ended(Channel channel, ChannelEnding ending) {
    listener.channelEnded(channel, micros(), ending);
    reapWhenDone();
  }

  @Override
  public void written(int bytes) {
    listener.stdinWritten(bytes);
  }

  @Override
  public void inputClosed() {
    listener.stdinClosed();
  }

  @Override
  public void heldBack() {
    outputs.heldBack();
  }

  @Override
  public void resumeReading() {
    reactor.execute(outputs::resume);
  }

  @Override
  public void writeStdin(Payload bytes) {
    reactor.execute(
        () -> {
          if (writer != null) {
            writer.offer(bytes);
          }
        });
  }

  @Override
  public void endStdin() {
    reactor.execute(
        () -> {
          if (writer != null) {
            writer.end();
          }
        });
  }

  @Override
  public void flush(long number) {
    reactor.execute(() -> outputs.flush(() -> listener.flushed(number)));
  }

  @Override
  public void resize(TerminalSize size) {
    reactor.execute(
        () -> {
          if (spawned.streams().isTerminal() && !outputs.allEnded()) {
            Descriptors.resize(spawned.streams().output(), size);
          }
        });
  }

  @Override
  public void signal(Signal signal) {
    reactor.execute(() -> spawned.family().signalGroup(signal.number()));
  }

  @Override
  public void kill() {
    reactor.execute(this::killAll);
  }

  /** Kills and tells nobody anything more; {@code gone} is still called. */
  void discard() {
    listener = new Deaf();
    killAll();
    outputs.discard();
    reapWhenDone();
  }

  private void timeUp() {
    escalation = null;
    checkExit();
    if (exited) {
      return;
    }
    timedOut = true;
    custody.terminate(spawned.family());
    escalation = reactor.schedule(nanosOf(settings.termGrace()), this::killAll);
  }

  /** The leader is held until all were found: their descent and session are known by it. */
  private void killAll() {
    if (reaped) {
      return;
    }
    killed = true;
    endEscalation();
    custody.end(
        spawned.family(),
        () ->
            reactor.execute(
                () -> {
                  struck = true;
                  reapWhenDone();
                }));
  }

  private void endEscalation() {
    if (escalation != null) {
      escalation.cancel();
      escalation = null;
    }
  }

  private void checkExit() {
    if (!exited) {
      Children.exitOf(spawned.pid()).map(spawned.family()::statusOf).ifPresent(this::exited);
    }
  }

  private void exited(ExitStatus status) {
    exited = true;
    if (exitWatch != null) {
      exitWatch.rest();
    }
    Descriptors.close(spawned.exitDescriptor());
    if (writer != null) {
      writer.close();
    }
    listener.exited(micros(), status, timedOut);
    // What a timeout still gives the rest of the group, the drain gives it too.
    boolean groupHasGrace = timedOut && !killed;
    if (!groupHasGrace) {
      endEscalation();
    }
    Duration grace = groupHasGrace ? settings.termGrace() : Duration.ZERO;
    outputs.begin(nanosOf(settings.drainBound().plus(grace)));
    reapWhenDone();
  }

  private void reapWhenDone() {
    if (reaped || !exited || !outputs.allEnded()) {
      return;
    }
    if (killed ? !struck : escalation != null) {
      return;
    }
    endEscalation();
    outputs.stop();
    reaped = true;
    custody.release(spawned.family());
    gone.accept(this);
  }

  private long micros() {
    return (reactor.nanos() - spawned.atNanos()) / 1_000;
  }

  /** A duration too long to count is as good as for ever. */
  private static long nanosOf(Duration duration) {
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
    } catch (ArithmeticException tooLong) {
      return Long.MAX_VALUE / 4;
    }
  }
}
