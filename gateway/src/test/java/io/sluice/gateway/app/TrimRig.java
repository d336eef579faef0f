package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.cli.ListenAddress;
import io.sluice.gateway.cli.ScratchDirectory;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole gateway and a log whose start was trimmed. It held {@code first} on stdout in [0, 6),
 * {@code second} on stderr in [6, 13), and holds {@code third} on stdout in [13, 19).
 */
final class TrimRig implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  private final ScratchDirectory directory;
  private final Path doors;
  private final Gateway gateway;
  private final SluiceClient client;
  private final String key;
  private final String box;
  private final String trimmed;

  /** Gives the tests of several classes the same one, for its gateway takes seconds to start. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TrimRig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(TrimRig.class, _ -> start(), TrimRig.class);
    }

    private static TrimRig start() {
      try {
        return new TrimRig(ScratchDirectory.create("sluice-test-"));
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  /** Something that happens to an execution that runs. */
  interface Between {
    void happens(String id) throws Exception;
  }

  private TrimRig(ScratchDirectory directory) throws Exception {
    this.directory = directory;
    Path data = Files.createDirectory(directory.path().resolve("data"));
    doors = Files.createDirectory(directory.path().resolve("doors"));
    gateway =
        Gateway.start(
            new GatewaySettings(
                new ListenAddress("127.0.0.1", 0), data, null, true, "process", Tuning.load(null)),
            () -> {});
    key = Files.readString(data.resolve("admin.key")).strip();
    client = new SluiceClient(gateway.url(), key);
    box = client.createBox(new NewBox(null, null)).id();
    trimmed = written("trimmed", _ -> {});
    assertThat(trim(trimmed, 14, Purpose.CLEAN_UP))
        .isEqualTo(new TrimAnswer.Trimmed(new Offset(13)));
  }

  @Override
  public void close() {
    try (directory) {
      client.close();
      gateway.close();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Where files may be made. */
  Path doors() {
    return doors;
  }

  SluiceClient client() {
    return client;
  }

  String key() {
    return key;
  }

  /** The execution. */
  String trimmed() {
    return trimmed;
  }

  /**
   * Each output is written when the one before is in the log, so each has an entry of its own.
   *
   * @param afterFirst what happens when the first output is in the log
   */
  String written(String name, Between afterFirst) throws Exception {
    Path door = doors.resolve(name);
    String wait = "while [ ! -e %s-%d ]; do sleep 0.02; done; ";
    String script =
        "echo first; "
            + wait.formatted(door, 1)
            + "echo second >&2; "
            + wait.formatted(door, 2)
            + "echo third";
    String id = client.exec(box, ExecRequest.of("sh", "-c", script));
    try (HttpClient reader = HttpClient.newHttpClient()) {
      InputStream output =
          reader.send(request(id, "output?follow=1"), BodyHandlers.ofInputStream()).body();
      output.readNBytes("first\n".length());
      afterFirst.happens(id);
      Files.createFile(Path.of(door + "-1"));
      output.readNBytes("second\n".length());
      Files.createFile(Path.of(door + "-2"));
      output.readAllBytes();
    }
    return id;
  }

  TrimAnswer trim(String id, long upTo, Purpose purpose) throws Exception {
    return gateway
        .trims()
        .trim(new ExecutionId(id), new Offset(upTo), purpose)
        .toCompletableFuture()
        .get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  HttpRequest request(String id, String what, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(client.base() + "/v1/executions/" + id + "/" + what))
            .header("Authorization", "Bearer " + key)
            .timeout(LONG);
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  /** A consumer gets the first output and leaves. */
  void readFirstAndLeave(String id) throws Exception {
    Seen first = new Seen();
    try (Attachment _ = client.attach(AttachRequest.controller(id), first)) {
      first.awaitOutput();
    }
  }
}
