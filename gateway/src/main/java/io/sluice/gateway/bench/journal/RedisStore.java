package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** redis-server that forces its file of commands before each answer; a stream of it a stream. */
final class RedisStore implements Store {
  private static final Payload ADD = Payload.utf8("XADD");
  private static final Payload LENGTH = Payload.utf8("XLEN");
  private static final Payload ANY_ID = Payload.utf8("*");
  private static final Payload FIELD = Payload.utf8("d");

  private final ServerProcess server;

  private RedisStore(ServerProcess server) {
    this.server = server;
  }

  static RedisStore start(Path program, Path directory) throws UserFailure, InterruptedException {
    return new RedisStore(
        ServerProcess.start(
            directory,
            port ->
                List.of(
                    program.toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    directory.toString(),
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--auto-aof-rewrite-percentage",
                    "0",
                    "--save",
                    "")));
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Intake open(Shape shape) throws UserFailure {
    List<Wire> writers = new ArrayList<>();
    for (int writer = 0; writer < shape.writers(); writer++) {
      writers.add(Wire.open(server, (_, _) -> Resp::answer));
    }
    return new StreamIntake(server, shape, writers);
  }

  private static Payload key(int stream) {
    return Payload.utf8("s" + stream);
  }

  private record StreamIntake(ServerProcess server, Shape shape, List<Wire> writers)
      implements Intake {
    @Override
    public CompletableFuture<Long> append(int writer, int stream, Payload record) {
      return writers
          .get(writer)
          .ask(out -> Resp.command(out, ADD, key(stream), ANY_ID, FIELD, record));
    }

    @Override
    public long heldBytes() throws UserFailure {
      long records = 0;
      for (int stream = 0; stream < shape.streams(); stream++) {
        records += Long.parseLong(said(LENGTH, key(stream)));
      }
      return records * shape.bytes();
    }

    private String said(Payload... words) throws UserFailure {
      try (Socket socket = server.connect();
          OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
        Resp.command(out, words);
        out.flush();
        return Resp.answer(new Answers(new BufferedInputStream(socket.getInputStream())));
      } catch (IOException failed) {
        throw new UserFailure("redis-server cannot be asked: " + failed.getMessage(), failed);
      }
    }

    @Override
    public void close() throws UserFailure {
      writers.forEach(Wire::close);
      String _ = said(Payload.utf8("FLUSHALL"));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
