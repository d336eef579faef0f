package io.sluice.gateway.bench.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** nats-server with one JetStream stream in files; a subject a stream. */
final class NatsStore implements Store {
  private static final String STREAM = "load";
  private static final String INBOX = "inbox.";
  private static final String API = "$JS.API.STREAM.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerProcess server;
  private final boolean forced;

  private NatsStore(ServerProcess server, boolean forced) {
    this.server = server;
    this.forced = forced;
  }

  /** With each message forced to the disk, where the server can. */
  static NatsStore start(Path program, Path directory) throws UserFailure, InterruptedException {
    Path config = directory.resolve("nats.conf");
    boolean forced = isTaken(program, config, directory, "sync_interval: always");
    if (!forced && !isTaken(program, config, directory, "")) {
      throw new UserFailure("nats-server takes no JetStream settings");
    }
    ServerProcess server =
        ServerProcess.start(
            directory,
            port ->
                List.of(
                    program.toString(),
                    "-a",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-c",
                    config.toString()));
    NatsStore store = new NatsStore(server, forced);
    store.call(
        "CREATE",
        "{\"name\":\"%s\",\"subjects\":[\"%s.>\"],\"storage\":\"file\",\"retention\":\"limits\"}"
            .formatted(STREAM, STREAM));
    return store;
  }

  /** Writes the settings; whether the server knows them all. */
  private static boolean isTaken(Path program, Path config, Path directory, String sync)
      throws UserFailure, InterruptedException {
    try {
      Files.writeString(
          config, "jetstream { store_dir: \"" + directory.resolve("js") + "\"\n" + sync + "\n}\n");
    } catch (IOException failed) {
      throw new UserFailure("the settings of nats-server cannot be written", failed);
    }
    String said = ServerProcess.said(List.of(program.toString(), "-t", "-c", config.toString()));
    return said.contains("is valid");
  }

  /** Says when its answer does not mean that the record is on the disk. */
  @Override
  public String name() {
    return forced ? "nats" : "nats (not forced)";
  }

  String remark() {
    return forced
        ? "nats-server forces each message before its answer"
        : "nats-server of this version cannot force each message: it answers before they are on the"
            + " disk";
  }

  @Override
  public Intake open(Shape shape) throws UserFailure {
    List<Wire> writers = new ArrayList<>();
    for (int writer = 0; writer < shape.writers(); writer++) {
      String inbox = INBOX + writer;
      writers.add(
          Wire.open(
              server,
              (_, out) -> {
                greet(out, inbox);
                return input -> requireStored(NatsLine.message(input, () -> pong(out)));
              }));
    }
    return new SubjectIntake(shape, writers);
  }

  private static void greet(OutputStream out, String inbox) throws IOException {
    NatsLine.text(out, "CONNECT {\"verbose\":false,\"pedantic\":false}");
    NatsLine.text(out, "SUB " + inbox + " 1");
  }

  /** Only a load that waits for nothing is asked whether it lives. */
  private static void pong(OutputStream out) throws IOException {
    synchronized (out) {
      NatsLine.text(out, "PONG");
      out.flush();
    }
  }

  private static void requireStored(String acknowledgement) throws IOException {
    if (acknowledgement.contains("\"error\"") || !acknowledgement.contains("\"seq\"")) {
      throw new IOException("NATS did not store: " + acknowledgement);
    }
  }

  private JsonNode call(String what, String body) throws UserFailure {
    try (Socket socket = server.connect();
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      Payload request = Payload.utf8(body);
      greet(out, INBOX + "api");
      NatsLine.publish(
          out, API + what + "." + STREAM, INBOX + "api", request::writeTo, request.size());
      out.flush();
      Answers answers = new Answers(new BufferedInputStream(socket.getInputStream()));
      JsonNode answer = JSON.readTree(NatsLine.message(answers, () -> pong(out)));
      if (answer.has("error")) {
        throw new UserFailure("nats-server refused: " + answer.path("error"));
      }
      return answer;
    } catch (IOException failed) {
      throw new UserFailure("nats-server cannot be asked: " + failed.getMessage(), failed);
    }
  }

  private final class SubjectIntake implements Intake {
    private final Shape shape;
    private final List<Wire> writers;

    SubjectIntake(Shape shape, List<Wire> writers) {
      this.shape = shape;
      this.writers = writers;
    }

    @Override
    public CompletableFuture<Long> append(int writer, int stream, Payload record) {
      return writers
          .get(writer)
          .ask(
              out -> {
                synchronized (out) {
                  NatsLine.publish(
                      out, STREAM + "." + stream, INBOX + writer, record::writeTo, record.size());
                }
              });
    }

    @Override
    public long heldBytes() throws UserFailure {
      return call("INFO", "").path("state").path("messages").longValue() * shape.bytes();
    }

    @Override
    public void close() throws UserFailure {
      writers.forEach(Wire::close);
      JsonNode _ = call("PURGE", "");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
