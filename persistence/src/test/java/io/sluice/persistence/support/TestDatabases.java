package io.sluice.persistence.support;

import io.sluice.persistence.embedded.EmbeddedPostgres;
import io.sluice.persistence.sql.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test that asks for {@link DatabaseSettings} an empty database of one real server. */
public final class TestDatabases implements ParameterResolver {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private record SharedServer(Path directory, EmbeddedPostgres postgres) implements AutoCloseable {
    static SharedServer start() {
      try {
        Path directory = Files.createTempDirectory("sluice-test-");
        return new SharedServer(
            directory, EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(directory)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    DatabaseSettings emptyDatabase() throws Exception {
      String name = "test_" + COUNT.incrementAndGet();
      try (Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      String url = postgres.jdbcUrl().replaceFirst("/[a-z]+$", "/" + name);
      return DatabaseSettings.of(url, postgres.user(), postgres.password());
    }

    @Override
    public void close() throws IOException {
      postgres.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DatabaseSettings.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    try {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(SharedServer.class, _ -> SharedServer.start(), SharedServer.class)
          .emptyDatabase();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
