package io.sluice.bridge.link;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.ProcessListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drivers that work on a machine, one of which runs what names none. */
public final class Drivers {
  private final Driver usual;
  private final Map<String, Driver> byName = new LinkedHashMap<>();

  private Drivers(Driver usual, List<Driver> all) {
    this.usual = usual;
    byName.put(usual.name(), usual);
    all.forEach(driver -> byName.put(driver.name(), driver));
  }

  /** They stay the caller's, to be closed by it. */
  public static Drivers of(Driver usual, List<Driver> all) {
    return new Drivers(usual, all);
  }

  public static Drivers only(Driver driver) {
    return new Drivers(driver, List.of());
  }

  /** What a hello names, the usual one first. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * @param name null: the usual one
   */
  Launch start(
      @Nullable String name,
      ExecutionId execution,
      Home home,
      CommandSpec command,
      ProcessListener listener) {
    Driver driver = name == null ? usual : byName.get(name);
    return driver == null
        ? new Launch.Failed(
            StartFailure.REFUSED_BY_RUNNER,
            "sluice: this runner has no driver " + name + ", but " + String.join(", ", names()))
        : driver.start(execution, home, command, listener);
  }

  void stopBox(BoxId box) {
    byName.values().forEach(driver -> driver.stopBox(box));
  }

  void removeBox(BoxId box) {
    byName.values().forEach(driver -> driver.removeBox(box));
  }
}
