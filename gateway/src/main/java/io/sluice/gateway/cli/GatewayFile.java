package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Says which gateway runs on a data directory: written when it is ready, removed when it stops. A
 * crash leaves it behind, so readers ask the gateway itself.
 *
 * @param url as {@code http://127.0.0.1:8100}
 * @param pid of its process
 */
public record GatewayFile(URI url, long pid) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Replaces what is there; a reader sees the old file or the whole new one. */
  public void write(DataDirectory data) throws IOException {
    Path draft = data.path().resolve("gateway.json." + pid + ".draft");
    String body = JSON.createObjectNode().put("url", url.toString()).put("pid", pid).toString();
    Files.writeString(draft, body + "\n");
    Files.move(draft, data.gatewayFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes it if it still tells of this gateway. */
  public void remove(DataDirectory data) throws IOException {
    if (read(data).filter(this::equals).isPresent()) {
      Files.deleteIfExists(data.gatewayFile());
    }
  }

  /** Empty when there is none, or one that tells nothing. */
  public static Optional<GatewayFile> read(DataDirectory data) {
    try {
      JsonNode body = JSON.readTree(Files.readString(data.gatewayFile()));
      URI url = URI.create(body.path("url").asText());
      return url.getHost() != null && body.path("pid").canConvertToLong()
          ? Optional.of(new GatewayFile(url, body.path("pid").longValue()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  boolean processLives() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
