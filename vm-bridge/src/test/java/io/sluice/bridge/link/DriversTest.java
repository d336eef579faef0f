package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.ProcessListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriversTest {
  private static final ExecutionId ID = new ExecutionId("e");
  private static final Home HOME = new Home(new BoxId("b"), BoxLimits.NONE);
  private static final CommandSpec COMMAND =
      new CommandSpec("true", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.CLOSED);

  private final List<String> calls = new ArrayList<>();
  private final Driver confined = new Named("bubblewrap");
  private final Drivers drivers = Drivers.of(confined, List.of(new Named("process"), confined));

  /** Starts nothing and keeps who was asked. */
  private final class Named implements Driver {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Launch start(
        ExecutionId execution, Home home, CommandSpec command, ProcessListener listener) {
      calls.add("start by " + name);
      return new Launch.Failed(StartFailure.OUT_OF_RESOURCES, name);
    }

    @Override
    public void stopBox(BoxId box) {
      calls.add("stop by " + name);
    }

    @Override
    public void removeBox(BoxId box) {
      calls.add("remove by " + name);
    }

    @Override
    public void close() {}
  }

  @Test
  void aStartThatNamesNoDriverHasTheUsualOneAndAnyOtherTheOneItNames() {
    start(null);
    start("process");

    assertThat(drivers.names()).containsExactly("bubblewrap", "process");
    assertThat(calls).containsExactly("start by bubblewrap", "start by process");
  }

  @Test
  void aDriverThatIsNotHereIsRefusedByNameAndNothingRuns() {
    Launch answer = start("qemu");

    assertThat(answer)
        .isEqualTo(
            new Launch.Failed(
                StartFailure.REFUSED_BY_RUNNER,
                "sluice: this runner has no driver qemu, but bubblewrap, process"));
    assertThat(calls).isEmpty();
  }

  @Test
  void aBoxIsStoppedAndRemovedByAll() {
    drivers.stopBox(HOME.box());
    drivers.removeBox(HOME.box());

    assertThat(calls)
        .containsExactly(
            "stop by bubblewrap", "stop by process", "remove by bubblewrap", "remove by process");
  }

  private Launch start(@Nullable String name) {
    HostedExecution execution = new HostedExecution(ID, HOME.box(), _ -> {});
    return drivers.start(name, ID, HOME, COMMAND, execution);
  }
}
