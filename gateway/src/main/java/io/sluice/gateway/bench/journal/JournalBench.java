package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.ChildGateway;
import io.sluice.gateway.bench.Machine;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All of it in one run, on one gateway and its PostgreSQL, in turns with other systems. */
final class JournalBench {
  private static final int FORCED_WRITES = 300;
  private static final Set<Part> ON_ONE_GATEWAY = Set.of(Part.LOAD, Part.STREAM, Part.MANY);

  private final Baselines baselines;
  private final Scale scale;
  private final Results results;

  JournalBench(Baselines baselines, Scale scale, PrintStream out) {
    this.baselines = baselines;
    this.scale = scale;
    this.results = new Results(out);
  }

  /**
   * @param folder takes the files
   */
  void run(Path folder) throws UserFailure, InterruptedException, IOException {
    results.say("machine: %s", Machine.load());
    if (scale.parts().stream().anyMatch(ON_ONE_GATEWAY::contains)) {
      onOneGateway();
    }
    if (scale.parts().contains(Part.LOG)) {
      new LogPart(baselines, scale, results).run();
    }
    if (scale.parts().contains(Part.FORMS)) {
      forms();
    }
    results.printTargets();
    results.say("");
    results.say("machine: %s", Machine.load());
    results.write(folder);
  }

  private void onOneGateway() throws UserFailure, InterruptedException, IOException {
    try (ChildGateway gateway = ChildGateway.start("--no-local-runner")) {
      disk(gateway);
      try (Baselines.Rows rows = baselines.rows(gateway.data());
          SluiceStore sluice = SluiceStore.open(gateway, rows)) {
        parts(gateway, rows, sluice);
      }
      disk(gateway);
      gateway.kill(); // Nothing of it is wanted, and thousands of executions would end in order.
    }
  }

  /** Of its own, without the executions of the other parts. */
  private void forms() throws UserFailure, InterruptedException, IOException {
    try (ChildGateway gateway = ChildGateway.start("--no-local-runner")) {
      disk(gateway);
      try (Baselines.Rows rows = baselines.rows(gateway.data())) {
        new FormsPart(rows, scale, results).run();
      }
      disk(gateway);
    }
  }

  private void disk(ChildGateway gateway) throws IOException {
    results.say(
        "one write of 8 KiB with fdatasync: %s",
        Machine.forcedWrites(gateway.scratch(), FORCED_WRITES).summary());
  }

  private void parts(ChildGateway gateway, Baselines.Rows rows, SluiceStore sluice)
      throws UserFailure, InterruptedException, IOException {
    RawStore raw = new RawStore(rows);
    if (scale.parts().contains(Part.LOAD)) {
      List<Store> others = new ArrayList<>();
      try {
        startOthers(gateway.scratch(), others);
        List<Store> stores = new ArrayList<>(List.of(sluice, raw));
        stores.addAll(others);
        Optional<Path> pgbench = installed("pgbench", "postgresql");
        Path own = directory(gateway.scratch(), "pgbench");
        new LoadPart(
                stores,
                pgbench.map(program -> new Pgbench(program, own, rows)).orElse(null),
                scale,
                results,
                gateway.pid())
            .run();
      } finally {
        others.forEach(Store::close);
      }
    }
    if (scale.parts().contains(Part.STREAM)) {
      new StreamPart(sluice, raw, rows, scale, results).run();
    }
    if (scale.parts().contains(Part.MANY)) {
      new ManyPart(sluice, scale, results, gateway.pid()).run();
    }
  }

  private void startOthers(Path scratch, List<Store> others)
      throws UserFailure, InterruptedException, IOException {
    Optional<Path> redis = installed("redis-server", "redis-server");
    if (redis.isPresent()) {
      others.add(RedisStore.start(redis.get(), directory(scratch, "redis")));
    }
    Optional<Path> nats = installed("nats-server", "nats-server");
    if (nats.isPresent()) {
      NatsStore store = NatsStore.start(nats.get(), directory(scratch, "nats"));
      others.add(store);
      results.say("%s", store.remark());
    }
  }

  /** Says what is left out. */
  private Optional<Path> installed(String program, String debianPackage)
      throws UserFailure, InterruptedException {
    Optional<Path> found = ServerProcess.find(program);
    if (found.isPresent()) {
      results.say(
          "beside it: %s", ServerProcess.said(List.of(found.get().toString(), "--version")));
    } else {
      results.say("left out: %s is not installed (Debian: %s)", program, debianPackage);
    }
    return found;
  }

  private static Path directory(Path scratch, String name) throws IOException {
    return Files.createDirectories(scratch.resolve(name));
  }
}
