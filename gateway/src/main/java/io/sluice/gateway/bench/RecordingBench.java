package io.sluice.gateway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast a log is read as a recording, beside the same log read as raw output. The two take
 * turns; every pair gives a ratio, and the median of them counts. Rates count bytes of the log.
 */
final class RecordingBench implements AutoCloseable {
  private static final long MIB = 1024 * 1024;
  private static final long TARGET_MB = 50;

  /** Lines as programs write them: mostly plain, some colours and some characters beyond ASCII. */
  private static final String LINE =
      "\u001b[32m[INFO]\u001b[0m Building the module \"gateway\" \u2014 step 12 of 40,"
          + " 1.25 s, caf\u00e9, /usr/lib/jvm/bin/java -Xmx512m";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildGateway.Access access;
  private final String id;
  private final PrintStream out;

  private RecordingBench(ChildGateway.Access access, String id, PrintStream out) {
    this.access = access;
    this.id = id;
    this.out = out;
  }

  static void run(int mib, int rounds, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client()) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      long lines = mib * MIB / lineBytes();
      long bytes = lines * lineBytes();
      String id = client.exec(box, written(bytes));
      ExecutionInfo _ = Ends.await(client, id);
      try (RecordingBench bench = new RecordingBench(gateway.access(), id, out)) {
        bench.check(bytes + lines);
        bench.rounds("recording", bytes, rounds, true);
        bench.rounds("recording?queries=drop", bytes, rounds, false);
      }
    }
    out.println("machine: " + Machine.load());
  }

  /** With its end. */
  private static long lineBytes() {
    return LINE.getBytes(StandardCharsets.UTF_8).length + 1L;
  }

  private static ExecRequest written(long bytes) {
    return new ExecRequest(
        List.of("sh", "-c", "yes \"$0\" | head -c " + bytes, LINE), Map.of(), null, false, null);
  }

  /** Whether the recording has every byte: once, and not while it is measured. */
  private void check(long expected) throws UserFailure, IOException, InterruptedException {
    byte[] line = (LINE + "\r\n").getBytes(StandardCharsets.UTF_8);
    long read = 0;
    try (InputStream body = open("recording");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      JsonFactory json = new JsonFactory();
      requireThere(lines.readLine());
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        for (byte value : output(json, next)) {
          if (value != line[(int) (read % line.length)]) {
            throw new UserFailure("the recording differs from the log at byte " + read);
          }
          read++;
        }
      }
    }
    if (read != expected) {
      throw new UserFailure("the recording holds " + read + " bytes, not " + expected);
    }
    out.println("checked: the recording has every byte");
  }

  private static void requireThere(@Nullable String header) throws UserFailure {
    if (header == null) {
      throw new UserFailure("the recording is empty");
    }
  }

  private static byte[] output(JsonFactory json, String line) throws IOException {
    try (JsonParser event = json.createParser(line)) {
      event.nextToken();
      event.nextToken();
      boolean isOutput = "o".equals(event.nextTextValue());
      String data = event.nextTextValue();
      return isOutput && data != null ? data.getBytes(StandardCharsets.UTF_8) : new byte[0];
    }
  }

  private void rounds(String what, long bytes, int rounds, boolean target)
      throws UserFailure, IOException, InterruptedException {
    Samples times = new Samples();
    Samples ratios = new Samples();
    for (int round = 0; round < rounds; round++) {
      long raw = nanos("output");
      long cast = nanos(what);
      times.add(cast);
      ratios.add(Math.round(1e6 * raw / cast));
      out.printf(
          Locale.ROOT,
          "%d MB: output %.1f MB/s, %s %.1f MB/s, ratio %.2f%n",
          bytes / 1_000_000,
          rate(bytes, raw),
          what,
          rate(bytes, cast),
          (double) raw / cast);
    }
    double median = rate(bytes, times.median());
    out.printf(
        Locale.ROOT,
        "%s, median of %d: %.1f MB/s, ratio to output %.2f%s%n",
        what,
        rounds,
        median,
        ratios.median() / 1e6,
        target
            ? "; target " + TARGET_MB + " MB/s " + ResumeStage.verdict(median >= TARGET_MB)
            : "");
  }

  /** Until the last byte is here, all of them thrown away. */
  private long nanos(String what) throws UserFailure, IOException, InterruptedException {
    long begin = System.nanoTime();
    try (InputStream body = open(what)) {
      body.transferTo(OutputStream.nullOutputStream());
    }
    return System.nanoTime() - begin;
  }

  private InputStream open(String what) throws UserFailure, IOException, InterruptedException {
    URI address = access.url().resolve("/v1/executions/" + id + "/" + what);
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + access.key()).build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      response.body().close();
      throw new UserFailure(what + " was answered with " + response.statusCode());
    }
    return response.body();
  }

  /** In 10^6 bytes a second. */
  private static double rate(long bytes, long nanos) {
    return bytes * 1e3 / nanos;
  }

  @Override
  public void close() {
    http.close();
  }
}
