package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some executions at once, each read by consumers of every contract, all through one proxy. */
final class SoakRound implements CutPolicy {
  private static final int EXECUTIONS = 8;
  private static final int CUTS_PER_READER = 6;
  private static final Pattern PREFIX = Pattern.compile("soak-[0-9]+");

  private final Rig rig;
  private final SoakTally tally;
  private final Random random;
  private final Map<String, CutScript> scripts = new ConcurrentHashMap<>();

  SoakRound(Rig rig, SoakTally tally, long seed) {
    this.rig = rig;
    this.tally = tally;
    this.random = new Random(seed);
  }

  /** An execution under way, and what it writes. */
  private record Begun(String id, SoakCommand command) {}

  /** How a reader of a contract is made. */
  private enum Contract {
    PLAIN(CutKind.Wire.FRAMES),
    OBSERVER(CutKind.Wire.FRAMES),
    OFFSETS(CutKind.Wire.OFFSET_FRAMES),
    NAMED(CutKind.Wire.OFFSET_FRAMES),
    OUTPUT(CutKind.Wire.CHUNKS),
    EVENT_LINES(CutKind.Wire.CHUNKS),
    SERVER_SENT_EVENTS(CutKind.Wire.CHUNKS);

    private final CutKind.Wire wire;

    Contract(CutKind.Wire wire) {
      this.wire = wire;
    }

    /**
     * Those by which it is read. An observer counts the bytes of both channels, which is an offset
     * only while no beginning of a character is held back on one of them.
     */
    static List<Contract> of(SoakCommand command) {
      return Arrays.stream(values())
          .filter(contract -> contract != OBSERVER || command.isAscii())
          .toList();
    }

    SoakReader reader(SoakLine line, SoakTally tally, SoakCommand command) {
      return switch (this) {
        case PLAIN -> new PlainSoakReader(line, tally, command);
        case OBSERVER -> new ObserverSoakReader(line);
        case OFFSETS -> new V1SoakReader(line, false);
        case NAMED -> new V1SoakReader(line, true);
        case OUTPUT -> new OutputSoakReader(line);
        case EVENT_LINES -> new EventsSoakReader(line, "application/x-ndjson");
        case SERVER_SENT_EVENTS -> new EventsSoakReader(line, "text/event-stream");
      };
    }
  }

  /** Runs until each reader has everything, and checks what they have. */
  void run(Path directory) throws Exception {
    try (CuttingProxy proxy = CuttingProxy.before(rig.gateway().url(), this);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < EXECUTIONS; i++) {
        SoakCommand command = SoakCommand.any(random, directory, "data-" + i);
        Begun begun = new Begun(rig.exec(command.request()), command);
        for (Contract contract : Contract.of(command)) {
          SoakReader reader = contract.reader(line(proxy, contract, begun.id()), tally, command);
          readers.add(threads.submit(() -> check(contract, begun, reader)));
        }
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  private SoakLine line(CuttingProxy proxy, Contract contract, String execution)
      throws IOException {
    String prefix = "soak-" + scripts.size();
    CutScript script = new CutScript(random.nextLong(), CUTS_PER_READER, contract.wire, tally);
    scripts.put(prefix, script);
    return new SoakLine(
        proxy.url(), rig.gateway().url(), rig.gateway().adminKey(), prefix, execution, script);
  }

  private Object check(Contract contract, Begun begun, SoakReader reader) throws Exception {
    SoakReader.Read read = reader.read();
    String name = contract + " of " + begun.id();
    SoakCommand command = begun.command();
    assertThat(read.bytes()).as(name).isEqualTo(command.stdout().length + command.stderr().length);
    assertThat(read.exitCode()).as(name).isEqualTo(command.exitCode());
    if (!read.channels().isEmpty()) {
      assertThat(read.channels())
          .as(name)
          .containsEntry(Channel.STDOUT, Hashes.sha256(command.stdout()))
          .containsEntry(Channel.STDERR, Hashes.sha256(command.stderr()));
    }
    if (read.merged() != null) {
      assertThat(read.merged()).as(name).isEqualTo(journaled(begun.id()));
    }
    tally.finished(contract.name(), read.bytes());
    return read;
  }

  /** The log read at once, past the proxy. */
  private String journaled(String execution) throws IOException {
    try (WireConnection connection = WireConnection.open(rig.gateway().url(), Rig.LONG)) {
      WireConnection.Head head =
          connection.request(
              "GET",
              "/v1/executions/" + execution + "/output",
              Map.of("Authorization", "Bearer " + rig.gateway().adminKey()),
              new byte[0]);
      return HexFormat.of().formatHex(Hashes.sha256().digest(connection.body(head)));
    }
  }

  @Override
  public Fate fate(String target, int attempt) {
    return script(target).next();
  }

  @Override
  public Fate answer(String target) {
    return script(target).next();
  }

  @Override
  public void happened(String target, Fate.Cut cut) {
    script(target).cut(cut.how());
  }

  private CutScript script(String target) {
    Matcher prefix = PREFIX.matcher(target);
    if (!prefix.find() || !scripts.containsKey(prefix.group())) {
      throw new IllegalStateException("nobody's target: " + target);
    }
    return scripts.get(prefix.group());
  }
}
