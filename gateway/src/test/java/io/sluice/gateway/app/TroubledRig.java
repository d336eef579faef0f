package io.sluice.gateway.app;

import io.sluice.gateway.cli.ListenAddress;
import io.sluice.gateway.cli.ScratchDirectory;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole gateway on a database of its own, which a test may trouble. It waits 500 ms for a
 * connection, and 1 s for a statement, and keeps logs for ever.
 */
final class TroubledRig implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  private static final String NAME = "troubled";
  private static final String SETTINGS =
      "sluice.database { connect-within = 500ms, statement-within = 1s }\n"
          + "sluice.retention.after-end = 36500d";

  private final ScratchDirectory directory;
  private final DatabaseSettings server;
  private final Gateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SluiceClient client;
  private final String key;
  private final String box;

  /** Gives the tests of several classes the same one, for its gateway takes seconds to start. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TroubledRig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      ExecutionsRig neighbour =
          (ExecutionsRig) new SharedRig().resolveParameter(parameter, context);
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(TroubledRig.class, _ -> start(neighbour), TroubledRig.class);
    }

    private static TroubledRig start(ExecutionsRig neighbour) {
      try {
        return new TroubledRig(
            ScratchDirectory.create("sluice-test-"), neighbour.storage.database().settings());
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private TroubledRig(ScratchDirectory directory, DatabaseSettings server) throws Exception {
    this.directory = directory;
    this.server = server;
    operate("CREATE DATABASE " + NAME);
    Path config = Files.writeString(directory.path().resolve("config"), SETTINGS);
    Path data = Files.createDirectory(directory.path().resolve("data"));
    String url =
        url() + "?user=" + encoded(server.user()) + "&password=" + encoded(server.password());
    gateway =
        Gateway.start(
            new GatewaySettings(
                new ListenAddress("127.0.0.1", 0), data, url, true, "process", Tuning.load(config)),
            () -> {});
    key = Files.readString(data.resolve("admin.key")).strip();
    client = new SluiceClient(gateway.url(), key);
    box = client.createBox(new NewBox(null, null)).id();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String url() {
    return server.jdbcUrl().replaceFirst("/[a-z]+$", "/" + NAME);
  }

  @Override
  public void close() {
    try (directory) {
      http.close();
      client.close();
      gateway.close();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  Index index() {
    return gateway.index();
  }

  SluiceClient client() {
    return client;
  }

  String box() {
    return box;
  }

  /** A file that is not there. */
  Path door(String name) {
    return directory.path().resolve(name);
  }

  /** Done by another session on the server, not in this database. */
  void operate(String... statements) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
      execute(connection, statements);
    }
  }

  /** A session in the database beside the gateway's. */
  Connection inside() throws SQLException {
    return DriverManager.getConnection(url(), server.user(), server.password());
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = inside()) {
      execute(connection, statements);
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String one(String query) throws SQLException {
    try (Connection connection = inside();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body) throws Exception {
    return http.send(request(path).GET().build(), body);
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(path, BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return http.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("Authorization", "Bearer " + key)
        .timeout(LONG);
  }
}
