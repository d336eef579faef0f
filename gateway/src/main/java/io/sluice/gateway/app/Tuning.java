package io.sluice.gateway.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.sluice.gateway.box.BoxSettings;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.persistence.retention.Pace;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.protocol.execution.Unattended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What stands under "sluice" in reference.conf, with a file over it; bound once. */
record Tuning(
    BoxSettings.ImagePolicy images,
    Duration boxStopWithin,
    Upkeep boxes,
    int runnerCapacity,
    Duration drainBound,
    Duration termGrace,
    Duration runnerGrace,
    Duration letRun,
    Duration stopWithin,
    Duration owedFor,
    Unattended.Policy unattended,
    Placement placement,
    Retention retention,
    LogQuotas quotas,
    long sharedPagesBytes,
    boolean recordsInput,
    DatabaseSettings.Patience database) {
  private static final String ROOT = "sluice";

  /**
   * How boxes are looked after.
   *
   * @param idleStop when one is idle long enough that does not say so itself
   * @param sweepEvery how often is looked
   */
  record Upkeep(Duration idleStop, Duration sweepEvery) {}

  /**
   * How executions wait for a place on a runner.
   *
   * @param queue how many may, of all tenants together
   * @param waitFor how long one does
   */
  record Placement(int queue, Duration waitFor) {}

  /**
   * How finished logs leave.
   *
   * @param sweepEvery how often is looked for those whose time is over
   * @param pace of what they are removed with
   */
  record Retention(Duration sweepEvery, Pace pace) {}

  /**
   * Reads the defaults and the file.
   *
   * @param file null: only the defaults
   * @throws UserFailure for a file that cannot be read, an unknown key, a value of a wrong kind
   */
  static Tuning load(@Nullable Path file) throws UserFailure {
    Config defaults = ConfigFactory.parseResources("reference.conf").getConfig(ROOT);
    if (file == null) {
      return bind(defaults);
    }
    if (!Files.isReadable(file)) {
      throw new UserFailure("the settings file " + file + " cannot be read");
    }
    try {
      Config given =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      Config own = given.hasPath(ROOT) ? given.getConfig(ROOT) : ConfigFactory.empty();
      refuseUnknown(given, own, defaults);
      return bind(own.withFallback(defaults).resolve());
    } catch (ConfigException wrong) {
      throw new UserFailure("the settings file is wrong: " + wrong.getMessage());
    }
  }

  private static void refuseUnknown(Config given, Config own, Config defaults) throws UserFailure {
    Set<String> unknown = new TreeSet<>();
    given.root().keySet().stream().filter(key -> !key.equals(ROOT)).forEach(unknown::add);
    own.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(key -> !defaults.hasPath(key) && !QuotaTuning.knows(key))
        .forEach(key -> unknown.add(ROOT + "." + key));
    if (!unknown.isEmpty()) {
      throw new UserFailure("the settings file has an unknown key: " + unknown.iterator().next());
    }
  }

  private static Tuning bind(Config config) throws UserFailure {
    int capacity = config.getInt("runner.capacity");
    if (capacity < 1) {
      throw new UserFailure("sluice.runner.capacity must be at least 1");
    }
    Duration owedFor = config.getDuration("consumer.owed-for");
    if (owedFor.isNegative()) {
      throw new UserFailure("sluice.consumer.owed-for must not be negative");
    }
    return new Tuning(
        config.getEnum(BoxSettings.ImagePolicy.class, "images"),
        config.getDuration("box-stop-within"),
        upkeep(config),
        capacity,
        config.getDuration("runner.drain-bound"),
        config.getDuration("runner.term-grace"),
        runnerGrace(config),
        config.getDuration("runner.let-run"),
        config.getDuration("stop-within"),
        owedFor,
        unattended(config),
        placement(config),
        retention(config),
        QuotaTuning.bind(config),
        sharedPages(config),
        config.getBoolean("audit.record-input"),
        database(config));
  }

  private static Upkeep upkeep(Config config) throws UserFailure {
    Duration idleStop = config.getDuration("boxes.idle-stop");
    if (idleStop.toSeconds() < 1) {
      throw new UserFailure("sluice.boxes.idle-stop must be at least 1 s");
    }
    Duration sweepEvery = config.getDuration("boxes.sweep-every");
    if (sweepEvery.toMillis() < 1) {
      throw new UserFailure("sluice.boxes.sweep-every must be at least 1 ms");
    }
    return new Upkeep(idleStop, sweepEvery);
  }

  private static Unattended.Policy unattended(Config config) throws UserFailure {
    boolean off = config.getString("unattended.after").equals("off");
    Duration after = off ? null : config.getDuration("unattended.after");
    if (after != null && after.toMillis() < 1) {
      throw new UserFailure("sluice.unattended.after must be off or at least 1 ms");
    }
    return new Unattended.Policy(
        after, config.getDuration("unattended.to-term"), config.getDuration("unattended.to-kill"));
  }

  private static Duration runnerGrace(Config config) throws UserFailure {
    Duration grace = config.getDuration("runner.grace");
    if (grace.toMillis() < 1) {
      throw new UserFailure("sluice.runner.grace must be at least 1 ms");
    }
    return grace;
  }

  private static Placement placement(Config config) throws UserFailure {
    int queue = config.getInt("placement.queue");
    Duration waitFor = config.getDuration("placement.wait-for");
    if (queue < 0 || waitFor.isNegative()) {
      throw new UserFailure("sluice.placement.queue and wait-for must not be negative");
    }
    return new Placement(queue, waitFor);
  }

  private static long sharedPages(Config config) throws UserFailure {
    long bytes = config.getBytes("reading.shared-pages");
    if (bytes < 0) {
      throw new UserFailure("sluice.reading.shared-pages must not be negative");
    }
    return bytes;
  }

  private static DatabaseSettings.Patience database(Config config) throws UserFailure {
    try {
      return new DatabaseSettings.Patience(
          config.getDuration("database.connect-within"),
          config.getDuration("database.statement-within"),
          config.getDuration("database.outage"));
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure("sluice.database: " + wrong.getMessage());
    }
  }

  private static Retention retention(Config config) throws UserFailure {
    Duration sweepEvery = config.getDuration("retention.sweep-every");
    if (sweepEvery.toMillis() < 1) {
      throw new UserFailure("sluice.retention.sweep-every must be at least 1 ms");
    }
    try {
      return new Retention(
          sweepEvery,
          new Pace(
              config.getInt("retention.step-rows"),
              config.getDuration("retention.step-pause"),
              config.getDouble("retention.step-share")));
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure("sluice.retention: " + wrong.getMessage());
    }
  }
}
