package io.sluice.gateway.app;

import io.sluice.bridge.bubblewrap.Bubblewrap;
import io.sluice.bridge.bubblewrap.Bubblewrap.Found;
import io.sluice.bridge.link.Drivers;
import io.sluice.bridge.process.ProcessDriver;
import io.sluice.bridge.process.ProcessSettings;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.runner.Driver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drivers that work on this machine. */
final class LocalDrivers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDrivers.class);
  private static final String PROCESS = "process";

  private final ProcessDriver process;
  private final Drivers drivers;

  private LocalDrivers(ProcessDriver process, Drivers drivers) {
    this.process = process;
    this.drivers = drivers;
  }

  /**
   * Finds out what works.
   *
   * @param usual the name of what runs commands of boxes that name none
   */
  static LocalDrivers open(Path state, String usual, Tuning tuning) throws UserFailure {
    if (!usual.equals(PROCESS) && !usual.equals(Bubblewrap.NAME)) {
      throw new UserFailure(
          "there is no driver " + usual + "; --driver is " + PROCESS + " or " + Bubblewrap.NAME);
    }
    Found found = find();
    if (usual.equals(Bubblewrap.NAME) && found instanceof Found.Unusable(String why)) {
      throw new UserFailure("the driver " + usual + " cannot be used: " + why);
    }
    ProcessSettings settings =
        new ProcessSettings(state, System.getenv(), tuning.drainBound(), tuning.termGrace());
    try {
      ProcessDriver process = ProcessDriver.open(settings, System::nanoTime);
      return new LocalDrivers(process, drivers(process, found, usual));
    } catch (IOException unusable) {
      throw new UserFailure(
          "the runner's directory " + state + " cannot be used: " + unusable.getMessage(),
          unusable);
    }
  }

  private static Found find() throws UserFailure {
    try {
      return Bubblewrap.find(System.getenv().getOrDefault("PATH", ""));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UserFailure("the start was interrupted", interrupted);
    }
  }

  private static Drivers drivers(ProcessDriver process, Found found, String usual)
      throws IOException {
    return switch (found) {
      case Found.Unusable(String why) -> {
        LOG.info("there is no driver {}: {}", Bubblewrap.NAME, why);
        yield Drivers.only(process);
      }
      case Found.Usable(Bubblewrap sandbox) -> {
        Driver confined = process.within(sandbox);
        yield Drivers.of(usual.equals(PROCESS) ? process : confined, List.of(process, confined));
      }
    };
  }

  Drivers drivers() {
    return drivers;
  }

  /** What boxes are held to. */
  Set<String> enforcedLimits() {
    return process.enforcedLimits();
  }

  /** Ends what they still run. */
  @Override
  public void close() {
    process.close();
  }
}
