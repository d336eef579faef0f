package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.RecordingRequest;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice replay}. */
@Command(
    name = "replay",
    description = "Show what an execution wrote as it came, or save it for asciinema.")
final class ReplayCommand implements Callable<Integer> {
  private static final double MAX_SPEED = 1_000_000;

  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "EXECUTION", description = "its id")
  String execution = "";

  @Option(names = "--speed", paramLabel = "N", description = "so many times as fast")
  double speed = 1;

  @Option(names = "--from", paramLabel = "D", description = "what came before is shown at once")
  @Nullable Duration from;

  @Option(names = "--idle-limit", paramLabel = "D", description = "the longest pause")
  @Nullable Duration idleLimit;

  @Option(
      names = "--queries",
      paramLabel = "keep|drop",
      description = "what a terminal would answer (default: drop where a terminal shows it)")
  @Nullable Queries queries;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "write an asciicast, once it is complete, and show nothing; - for stdout")
  @Nullable Path save;

  @Option(
      names = "--format",
      paramLabel = "v2|v3",
      description = "of what is saved (default ${DEFAULT-VALUE}); asciinema 3 reads v3")
  Format format = Format.V2;

  /** What becomes of what a terminal would answer. */
  enum Queries {
    KEEP,
    DROP
  }

  /** Of a saved recording. */
  enum Format {
    V2,
    V3
  }

  ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException {
    boolean slow = !(speed > 0 && speed <= MAX_SPEED);
    if (slow) {
      throw new UserFailure("--speed is more than 0, at most " + (long) MAX_SPEED);
    }
    if (save != null && (speed != 1 || from != null)) {
      throw new UserFailure("--save goes with neither --speed nor --from: players have their own");
    }
    interruptOnCtrlC(Thread.currentThread());
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      ExecutionInfo info = client.execution(execution);
      return save == null ? show(client, info) : save(client, save);
    } catch (IOException _) {
      return ExitCodes.OUTPUT_CLOSED;
    }
  }

  /** The terminal is put in order before the end; whoever is in a hurry says so again. */
  private static void interruptOnCtrlC(Thread thread) {
    AtomicBoolean again = new AtomicBoolean();
    Signals.register(
        "INT",
        () -> {
          if (again.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitCodes.signalled(2));
          }
          thread.interrupt();
        });
  }

  private int save(SluiceClient client, Path file)
      throws UserFailure, IOException, InterruptedException {
    RecordingRequest request =
        new RecordingRequest(
            execution, format == Format.V2 ? 2 : 3, queries != Queries.DROP, idleSeconds());
    new SavedRecording(console, file).write(client, request);
    return 0;
  }

  private @Nullable Integer idleSeconds() {
    return idleLimit == null
        ? null
        : Integer.valueOf(Math.clamp(idleLimit.plusMillis(999).toSeconds(), 1, 86_400));
  }

  private int show(SluiceClient client, ExecutionInfo info)
      throws IOException, InterruptedException {
    boolean undo = info.terminal() && console.isTerminal(Channel.STDOUT);
    ScreenModes screen = undo ? new ScreenModes() : null;
    Pace pace = new Pace(Pace.Clock.ofMachine(), speed, from, idleLimit);
    OutputSink sink = new ReplaySink(output(), pace, screen);
    StreamRequest request = StreamRequest.observer(execution).from(new StreamRequest.From.Start());
    try {
      StreamEnd end = new StreamSession(console, client, sink).read(request);
      return conclude(end);
    } finally {
      if (screen != null) {
        console.out().write(screen.undoing());
      }
    }
  }

  private RawOutput output() {
    return switch (queries) {
      case null -> RawOutput.watched(console);
      case KEEP -> RawOutput.answered(console);
      case DROP -> RawOutput.withoutQueries(console);
    };
  }

  private int conclude(StreamEnd end) throws InterruptedException {
    return switch (end) {
      case StreamEnd.Exited exited -> {
        if (!exited.isKnown()) {
          console.say("the runner was lost; output may be missing at the end");
        } else if (exited.exit().incomplete()) {
          console.say("the output is incomplete");
        }
        yield 0;
      }
      case StreamEnd.Left _ -> throw new InterruptedException("left");
      case StreamEnd.Preempted _ -> throw new IllegalStateException("who reads has no control");
      case StreamEnd.GaveUp(var _, String message) -> {
        console.say("the end could not be read: " + message);
        yield ExitCodes.FAILURE;
      }
    };
  }
}
