package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.ChildProcess;
import io.sluice.gateway.cli.UserFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** pgbench: the same row in a statement and a commit of its own, over a connection a writer. */
final class Pgbench {
  static final String NAME = "pgbench";

  /** What the database of a gateway has left. */
  private static final int MOST_CONNECTIONS = 32;

  private static final int HEADER_BYTES = 33;
  private static final String LOG = "transactions";
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Path program;
  private final Path directory;
  private final Baselines.Rows rows;

  Pgbench(Path program, Path directory, Baselines.Rows rows) {
    this.program = program;
    this.directory = directory;
    this.rows = rows;
  }

  /** Its shape tells with how many writers it was run. */
  Measured run(Shape asked, long seconds) throws UserFailure, InterruptedException {
    Shape shape =
        new Shape(asked.bytes(), Math.min(asked.writers(), MOST_CONNECTIONS), asked.streams(), 1);
    try (Baselines.Appends table = rows.appends()) {
      run(script(shape.bytes()), shape.writers(), seconds);
      Latencies latencies = latencies();
      long held = table.bytes();
      if (held < latencies.count() * shape.bytes()) {
        throw new UserFailure("the table holds less than pgbench committed: " + held + " bytes");
      }
      return Measured.of(NAME, shape, latencies, Duration.ofSeconds(seconds));
    } catch (IOException failed) {
      throw new UserFailure("pgbench cannot be run: " + failed.getMessage(), failed);
    }
  }

  private Path script(int bytes) throws IOException {
    byte[] payload = new byte[HEADER_BYTES + bytes];
    new Random(bytes).nextBytes(payload);
    String hex = HexFormat.of().formatHex(payload);
    return Files.writeString(
        directory.resolve("insert.sql"),
        ("INSERT INTO journal (persistence_id, sequence_number, manifest, payload, link) VALUES"
                + " ('pgbench|' || :client_id,"
                + " (extract(epoch FROM clock_timestamp()) * 1e6)::bigint,"
                + " 'output.1', '\\x%s', '\\x%s');\n")
            .formatted(hex, hex.substring(0, 64)));
  }

  private void run(Path script, int clients, long seconds)
      throws IOException, InterruptedException, UserFailure {
    forget();
    Baselines.Place place = rows.place();
    Path said = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command(script, clients, seconds, place)).directory(directory.toFile());
    builder.environment().put("PGPASSWORD", place.password());
    try (ChildProcess process = ChildProcess.start(builder, said, STOP)) {
      if (process.await() != 0) {
        throw new UserFailure("pgbench failed: " + Files.readString(said).strip());
      }
    }
  }

  private List<String> command(Path script, int clients, long seconds, Baselines.Place place) {
    String line =
        "-n -M simple -f %s -c %d -j %d -T %d -l --log-prefix=%s -h %s -p %d -U %s %s"
            .formatted(
                script.getFileName(),
                clients,
                Math.min(clients, 2),
                seconds,
                LOG,
                place.host(),
                place.port(),
                place.user(),
                place.database());
    return Stream.concat(Stream.of(program.toString()), Stream.of(line.split(" "))).toList();
  }

  private void forget() throws IOException {
    for (Path log : logs()) {
      Files.delete(log);
    }
  }

  private Latencies latencies() throws IOException {
    Latencies all = new Latencies();
    for (Path log : logs()) {
      try (BufferedReader lines = Files.newBufferedReader(log)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          all.add(nanos(line));
        }
      }
    }
    return all;
  }

  private List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(LOG)).toList();
    }
  }

  /** A line begins with the client, the number of its transaction and how many µs that took. */
  static long nanos(String line) throws IOException {
    String[] words = line.split(" ", 4);
    try {
      return Long.parseLong(words[2]) * 1_000;
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
      throw new IOException("no transaction of pgbench: " + line, wrong);
    }
  }
}
