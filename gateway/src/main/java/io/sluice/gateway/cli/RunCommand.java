package io.sluice.gateway.cli;

import io.sluice.protocol.client.BoxInfo;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.GatewayUnreachable;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice run}. */
@Command(
    name = "run",
    description = "Run a command: its stdin, stdout, stderr and exit code are this one's.")
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Spec @Nullable CommandSpec spec;
  @Mixin DataOption data = new DataOption();

  @Option(names = "--box", paramLabel = "NAME", description = "use this box and keep it")
  @Nullable String box;

  @Option(
      names = {"-t", "--tty"},
      description = "give the command a terminal")
  boolean terminal;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K=V",
      description = "set a variable")
  List<String> variables = List.of();

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "where it runs")
  @Nullable String directory;

  @Option(names = "--timeout", paramLabel = "D", description = "end it after 500ms, 30s, 5m, ...")
  @Nullable Duration timeout;

  @Option(
      names = "--unattended",
      paramLabel = "D",
      description = "end it when nobody attends it for so long; never: not at all")
  UnattendedRule unattended = new UnattendedRule.OfDeployment();

  @Mixin LogOptions log = new LogOptions();

  @Option(names = "--json", description = "print one JSON object a line, the exit last")
  boolean json;

  @Parameters(arity = "1..*", paramLabel = "CMD", description = "program and arguments")
  List<String> command = List.of();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException {
    ExecRequest request =
        new ExecRequest(command, environment(), directory, terminal, timeout)
            .under(unattended)
            .keeping(log.wish());
    SignalForwarding signals = SignalForwarding.install();
    Discovery discovery = new Discovery(console, data.path);
    try {
      return run(discovery, signals, request);
    } catch (InterruptedException interrupted) {
      Integer signal = signals.held();
      if (signal == null) {
        throw interrupted;
      }
      return ExitCodes.signalled(signal);
    }
  }

  private int run(Discovery discovery, SignalForwarding signals, ExecRequest request)
      throws UserFailure, InterruptedException {
    Place place = place(discovery, signals);
    OutputSink sink = json ? new JsonOutput(console) : RawOutput.answered(console);
    try (SluiceClient client = place.client()) {
      RunSession session = new RunSession(new StreamSession(console, client, sink), signals);
      return box == null
          ? session.runAndRemove(place.box(), request)
          : session.runIn(place.box(), request);
    }
  }

  private record Place(SluiceClient client, BoxInfo box) {}

  /** A gateway of ours may stop, idle, between our look and our first request: look again then. */
  private Place place(Discovery discovery, SignalForwarding signals)
      throws UserFailure, InterruptedException {
    try {
      return placeAt(connect(discovery, signals), signals);
    } catch (GatewayUnreachable lost) {
      if (!discovery.startsGateways()) {
        throw lost;
      }
      return placeAt(connect(discovery, signals), signals);
    }
  }

  private Place placeAt(SluiceClient client, SignalForwarding signals) {
    signals.hold();
    return new Place(client, RunSession.obtainBox(client, box));
  }

  private static SluiceClient connect(Discovery discovery, SignalForwarding signals)
      throws UserFailure, InterruptedException {
    signals.interruptOnSignal(Thread.currentThread());
    SluiceClient client = discovery.runningOrStarted();
    if (Thread.interrupted() || signals.held() != null) {
      throw new InterruptedException();
    }
    return client;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    String type = console.environment().get("TERM");
    if (terminal && type != null) {
      environment.put("TERM", type);
    }
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            spec == null ? new picocli.CommandLine(this) : spec.commandLine(),
            "a variable is K=V: " + variable);
      }
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return environment;
  }
}
