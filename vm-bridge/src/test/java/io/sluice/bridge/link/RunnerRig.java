package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bridge.process.ProcessDriver;
import io.sluice.bridge.process.ProcessSettings;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A runner with real processes, dialling a gateway's end on a real socket. */
final class RunnerRig implements AutoCloseable {
  static final ExecutionId FIRST = new ExecutionId("first");
  static final ExecutionId SECOND = new ExecutionId("second");
  static final BoxId BOX = new BoxId("box");

  private static final LinkTiming QUICK =
      new LinkTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofMillis(10),
          Duration.ofMillis(50));

  private final TestGateway gateway = new TestGateway();
  private final ProcessDriver driver;
  private Runner runner;

  RunnerRig(Path state) throws IOException {
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
    driver = ProcessDriver.open(ProcessSettings.of(state, environment), System::nanoTime);
    runner = start(TestGateway.TOKEN);
  }

  Runner runner() {
    return runner;
  }

  TestGateway gateway() {
    return gateway;
  }

  void restart(String token) {
    runner.close();
    runner = start(token);
  }

  /** The next link, after its hello was welcomed; nothing that it names is wanted. */
  TestSocket welcomed() throws Exception {
    return welcomed(hello(), Map.of());
  }

  /** A link whose hello was read. */
  record Greeted(TestSocket link, List<RunnerFrame.Held> held) {}

  Greeted hello() throws Exception {
    TestSocket link = gateway.awaitLink();
    RunnerFrame frame = link.receive();
    assertThat(frame).isInstanceOf(RunnerFrame.Hello.class);
    return new Greeted(link, ((RunnerFrame.Hello) Objects.requireNonNull(frame)).executions());
  }

  TestSocket welcomed(Greeted greeted, Map<ExecutionId, Long> committed) throws Exception {
    greeted.link().send(new GatewayFrame.Welcome(new Incarnation("g1"), committed));
    return greeted.link();
  }

  static GatewayFrame start(ExecutionId id, String script) {
    return start(id, script, StdinMode.CLOSED);
  }

  static GatewayFrame start(ExecutionId id, String script, StdinMode stdin) {
    List<String> arguments = List.of("-c", script);
    return start(id, new CommandSpec("sh", arguments, Map.of(), null, null, null, stdin));
  }

  static GatewayFrame start(ExecutionId id, CommandSpec command) {
    return new GatewayFrame.Start(id, BOX, command);
  }

  static RunnerFrame refused(ExecutionId id, String why) {
    return new RunnerFrame.StartFailed(id, StartFailure.REFUSED_BY_RUNNER, "sluice: " + why);
  }

  @Override
  public void close() throws IOException {
    runner.close();
    driver.close();
    gateway.close();
  }

  private Runner start(String token) {
    RunnerIdentity identity =
        new RunnerIdentity(new RunnerId("local"), new Incarnation("i1"), Map.of("zone", "a"), 2);
    RunnerSettings settings = new RunnerSettings(gateway.address(), token, identity, QUICK);
    return Runner.start(settings, Drivers.only(driver), System::nanoTime, new Random(1));
  }
}
