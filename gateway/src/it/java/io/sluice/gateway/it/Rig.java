package io.sluice.gateway.it;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A gateway of its own, a client of it, and a box to run in. */
record Rig(GatewayProcess gateway, SluiceClient client, String box) implements AutoCloseable {
  /** Longer than anything takes that is not stuck. */
  static final Duration LONG = Duration.ofSeconds(60);

  /** Starts a gateway on the directory, and makes the box. */
  static Rig start(Path data) throws IOException {
    GatewayProcess gateway = GatewayProcess.start(data);
    try {
      SluiceClient client = gateway.client();
      return new Rig(gateway, client, client.createBox(new NewBox(null, null)).id());
    } catch (IOException | RuntimeException failed) {
      gateway.close();
      throw failed;
    }
  }

  /** Starts it in the box, and gives the execution's id. */
  String exec(ExecRequest request) {
    return client.exec(box, request);
  }

  /** Starts a script for the shell. */
  String exec(String script) {
    return exec(ExecRequest.of("sh", "-c", script));
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
