package io.sluice.gateway.it;

import io.sluice.gateway.cli.ScratchDirectory;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A gateway, a client of it, and a box to run in. */
final class Rig implements AutoCloseable {
  /** Longer than anything takes that is not stuck. */
  static final Duration LONG = Duration.ofSeconds(60);

  private final GatewayProcess gateway;
  private final SluiceClient client;
  private @Nullable String box;

  private Rig(GatewayProcess gateway) throws IOException {
    this.gateway = gateway;
    this.client = gateway.client();
  }

  /** Gives every test that leaves its gateway alive the same rig, for it takes seconds to start. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(Held.class, _ -> Held.start(), Held.class)
          .rig();
    }
  }

  /** The shared rig and its directory, until the last test is done. */
  private record Held(ScratchDirectory directory, Rig rig) implements AutoCloseable {
    static Held start() {
      try {
        ScratchDirectory directory = ScratchDirectory.create("sluice-it-");
        return new Held(directory, Rig.start(directory.path()));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() throws IOException {
      try (directory) {
        rig.close();
      }
    }
  }

  /** Starts a gateway on the directory. */
  static Rig start(Path data, String... options) throws IOException {
    GatewayProcess gateway = GatewayProcess.start(data, options);
    try {
      return new Rig(gateway);
    } catch (IOException | RuntimeException failed) {
      gateway.close();
      throw failed;
    }
  }

  GatewayProcess gateway() {
    return gateway;
  }

  SluiceClient client() {
    return client;
  }

  /** Its id; made when it is asked for first. */
  synchronized String box() {
    if (box == null) {
      box = client.createBox(new NewBox(null, null)).id();
    }
    return box;
  }

  /** Starts it in the box, and gives the execution's id. */
  String exec(ExecRequest request) {
    return client.exec(box(), request);
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
