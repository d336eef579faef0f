package io.sluice.gateway.cli;

import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateway to talk to: the one that {@code SLUICE_URL} names, else the one that runs on
 * the data directory, else, where that is wanted, one that it starts there.
 */
final class Discovery {
  private static final Duration PROBE = Duration.ofSeconds(2);

  private final Console console;
  private final DataDirectory data;

  Discovery(Console console, @Nullable Path dataOption) {
    this.console = console;
    this.data = DataDirectory.choose(dataOption, console.environment());
  }

  /** A gateway that runs already. */
  SluiceClient running() throws UserFailure {
    Optional<SluiceClient> named = named();
    if (named.isPresent()) {
      return named.get();
    }
    return ready(data)
        .orElseThrow(
            () ->
                new UserFailure(
                    "no gateway runs on "
                        + data.path()
                        + "; start one with 'sluice serve', or set SLUICE_URL and SLUICE_API_KEY"));
  }

  /** A gateway that runs already, else one that is started in the background. */
  SluiceClient runningOrStarted() throws UserFailure, InterruptedException {
    Optional<SluiceClient> known = named();
    if (known.isEmpty()) {
      known = ready(data);
    }
    if (known.isPresent()) {
      return known.get();
    }
    data.create();
    return new BackgroundGateway(console, data, LaunchLine.ofThisProcess()).start();
  }

  /** Whether a lost gateway may be replaced by another. */
  boolean startsGateways() {
    return console.environment().getOrDefault("SLUICE_URL", "").isEmpty();
  }

  private Optional<SluiceClient> named() throws UserFailure {
    if (startsGateways()) {
      return Optional.empty();
    }
    String url = console.environment().getOrDefault("SLUICE_URL", "");
    String key = console.environment().getOrDefault("SLUICE_API_KEY", "");
    if (key.isEmpty()) {
      throw new UserFailure("SLUICE_URL is set, but SLUICE_API_KEY is not");
    }
    try {
      return Optional.of(new SluiceClient(URI.create(url), key));
    } catch (IllegalArgumentException malformed) {
      throw new UserFailure("SLUICE_URL is no http://HOST:PORT: " + url, malformed);
    }
  }

  /** The gateway that the data directory tells of, if it answers that it is ready. */
  static Optional<SluiceClient> ready(DataDirectory data) throws UserFailure {
    Optional<GatewayFile> file = GatewayFile.read(data).filter(GatewayFile::processLives);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    SluiceClient client = new SluiceClient(file.get().url(), adminKey(data));
    if (client.ready(PROBE)) {
      return Optional.of(client);
    }
    client.close();
    return Optional.empty();
  }

  private static String adminKey(DataDirectory data) throws UserFailure {
    try {
      return Files.readString(data.adminKey()).strip();
    } catch (IOException unreadable) {
      throw new UserFailure("cannot read the key in " + data.adminKey(), unreadable);
    }
  }
}
