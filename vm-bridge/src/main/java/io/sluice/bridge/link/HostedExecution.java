package io.sluice.bridge.link;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.ProcessListener;
import io.sluice.protocol.runner.RunnerFrame;
import io.sluice.protocol.runner.RunningProcess;
import io.sluice.protocol.runner.StdinIntake;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One execution on this runner, from its start until everything it reported is acknowledged,
 * whatever becomes of the links meanwhile. Stands between three threads: the link's reader, the
 * link's writer and the driver.
 */
final class HostedExecution implements ProcessListener {
  private static final int MAX_EARLY_CONTROLS = 4096;

  private final ExecutionId id;
  private final BoxId box;
  private final Consumer<HostedExecution> ready;
  private final Outbox outbox = new Outbox();
  private final HostedInput input;
  private final StdinIntake stdin;
  private final List<Consumer<RunningProcess>> early = new ArrayList<>();
  private final CompletableFuture<Void> processGone = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable RunningProcess process;
  private @Nullable Launch launch;
  private boolean launchAnswerDue;
  private RunnerFrame.@Nullable Flushed flushAnswer;
  private boolean stdinAnswerDue;
  private boolean stdinAnswerWasLast;
  private int endsToCome = 3;
  private boolean abandoned;

  /**
   * @param ready told, under this execution's lock, whenever {@link #next} may have something
   */
  HostedExecution(ExecutionId id, BoxId box, Consumer<HostedExecution> ready) {
    this.id = id;
    this.box = box;
    this.ready = ready;
    this.input = new HostedInput(id);
    this.stdin = input.intake();
  }

  ExecutionId id() {
    return id;
  }

  BoxId box() {
    return box;
  }

  /** Completes when no process of it is left, or none came to exist. */
  CompletableFuture<Void> processGone() {
    return processGone;
  }

  /** Completes when nothing more is to be sent or acknowledged. */
  CompletableFuture<Void> over() {
    return over;
  }

  synchronized void launched(Launch answer) {
    launch = answer;
    launchAnswerDue = true;
    switch (answer) {
      case Launch.Running(RunningProcess running) -> {
        process = running;
        input.begin(running);
        early.forEach(control -> control.accept(running));
        early.clear();
      }
      case Launch.Failed _ -> {
        early.clear();
        processGone.complete(null);
      }
    }
    if (abandoned) {
      over.complete(null);
    } else {
      ready.accept(this);
    }
  }

  /** A start came again: its answer may have been lost. */
  synchronized void startRepeated() {
    if (launch != null) {
      launchAnswerDue = true;
      ready.accept(this);
    }
  }

  synchronized void acknowledged(long sequence) {
    goOn(outbox.acknowledged(sequence));
    if (launch instanceof Launch.Failed && !launchAnswerDue) {
      over.complete(null); // Its failure is journaled: nothing else could be meant.
    }
  }

  /** How far it came, for a gateway that may know less. */
  synchronized RunnerFrame.Held held() {
    return new RunnerFrame.Held(
        id, outbox.lastSequence(), outbox.lastAcknowledged(), stdin.taken(), stdin.isEnded());
  }

  /** Another link: answers may have been lost with the last one, so they are given again. */
  synchronized void linkedAgain(long committed) {
    launchAnswerDue = launch != null;
    stdinAnswerDue = true;
    flushAnswer = null;
    goOn(outbox.linkedAgain(committed));
    if (launch != null) {
      ready.accept(this);
    }
  }

  private void goOn(boolean mayRead) {
    if (mayRead) {
      control(RunningProcess::resumeReading);
    }
    if (outbox.hasNext()) {
      ready.accept(this);
    }
    completeWhenOver();
  }

  synchronized void stdin(StdinOffset offset, Payload bytes) {
    if (input.offer(offset, bytes)) {
      answerStdin();
    }
  }

  synchronized void stdinEnd(StdinOffset offset) {
    if (input.end(offset)) {
      answerStdin();
    }
  }

  /** Now, or as soon as the process exists. */
  synchronized void control(Consumer<RunningProcess> control) {
    if (process != null) {
      control.accept(process);
    } else if (early.size() < MAX_EARLY_CONTROLS) {
      early.add(control);
    }
  }

  synchronized void kill() {
    control(RunningProcess::kill);
  }

  /** Nobody would journal this any more: it ends and tells nobody. */
  synchronized void abandon() {
    abandoned = true;
    early.clear();
    control(RunningProcess::kill);
    control(RunningProcess::resumeReading);
    over.complete(null);
  }

  /** What the link sends next, one of each kind in turn. Null: nothing for now. */
  synchronized @Nullable RunnerFrame next() {
    if (abandoned || launch == null) {
      return null;
    }
    if (launchAnswerDue) {
      launchAnswerDue = false;
      return answerTo(launch);
    }
    if (flushAnswer != null) {
      RunnerFrame answer = flushAnswer;
      flushAnswer = null;
      return answer;
    }
    if (stdinAnswerDue && (!stdinAnswerWasLast || !outbox.hasNext())) {
      stdinAnswerDue = false;
      stdinAnswerWasLast = true;
      return new RunnerFrame.StdinAcknowledged(id, stdin.written(), stdin.isClosed());
    }
    stdinAnswerWasLast = false;
    Report report = outbox.next();
    return report == null ? null : new RunnerFrame.Reported(id, report);
  }

  @Override
  public synchronized int room() {
    return abandoned ? Integer.MAX_VALUE : outbox.room();
  }

  @Override
  public synchronized void output(Channel channel, long timeMicros, ByteBuffer bytes) {
    if (abandoned) {
      return;
    }
    outbox.output(channel, timeMicros, bytes);
    reported();
  }

  @Override
  public synchronized void channelEnded(Channel channel, long timeMicros, ChannelEnding ending) {
    endsToCome--;
    outbox.channelEnded(channel, timeMicros, ending);
    reported();
  }

  @Override
  public synchronized void exited(long timeMicros, ExitStatus status, boolean timedOut) {
    endsToCome--;
    outbox.exited(timeMicros, status, timedOut);
    processGone.complete(null);
    reported();
  }

  @Override
  public synchronized void flushed(long number) {
    flushAnswer = new RunnerFrame.Flushed(id, number, outbox.lastSequence());
    if (!abandoned) {
      ready.accept(this);
    }
  }

  @Override
  public synchronized void stdinWritten(int bytes) {
    stdin.written(bytes);
    answerStdin();
  }

  @Override
  public synchronized void stdinClosed() {
    stdin.close();
    answerStdin();
  }

  private RunnerFrame answerTo(Launch answer) {
    return switch (answer) {
      case Launch.Running(RunningProcess running) -> new RunnerFrame.Started(id, running.pid());
      case Launch.Failed(StartFailure failure, String message) ->
          new RunnerFrame.StartFailed(id, failure, message);
    };
  }

  private void answerStdin() {
    stdinAnswerDue = true;
    if (!abandoned) {
      ready.accept(this);
    }
  }

  private void reported() {
    if (!abandoned && outbox.hasNext()) {
      ready.accept(this);
    }
  }

  private void completeWhenOver() {
    if (endsToCome == 0 && outbox.isEmpty()) {
      over.complete(null);
    }
  }
}
