package io.sluice.persistence.sql;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and who we are to it.
 *
 * @param jdbcUrl {@code jdbc:postgresql://…} without user and password
 * @param poolSize connections for the index and for readers
 * @param patience how long is waited for it
 */
public record DatabaseSettings(
    String jdbcUrl, String user, String password, int poolSize, Patience patience) {
  public static final int DEFAULT_POOL_SIZE = 8;

  private static final String JDBC = "jdbc:";

  /**
   * How long is waited for a database.
   *
   * @param connect for a connection, by whoever needs one
   * @param statement for each statement; the server ends what takes longer
   * @param outage until a database that cannot be reached is given up, and with it the lock
   */
  public record Patience(Duration connect, Duration statement, Duration outage) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException for a wait that is too short to mean anything
     */
    public Patience {
      if (connect.toMillis() < 250 || statement.toMillis() < 1 || outage.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "a database is given 250 ms to connect, 1 ms a statement and 1 s to be away, or more");
      }
    }

    /** The statement that has the server end those that take too long. */
    public String statementTimeout() {
      return "SET statement_timeout = " + statement.toMillis();
    }

    /** For an answer to come at all: a little more, so that the server is first. */
    public String socketSeconds() {
      return Long.toString(statement.plusSeconds(10).toSeconds());
    }
  }

  /**
   * @throws IllegalArgumentException for a pool of nothing
   */
  public DatabaseSettings {
    if (poolSize < 1) {
      throw new IllegalArgumentException("the pool needs a connection: " + poolSize);
    }
  }

  public static DatabaseSettings of(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(jdbcUrl, user, password, DEFAULT_POOL_SIZE, Patience.DEFAULT);
  }

  /** The same database. */
  public DatabaseSettings with(Patience other) {
    return new DatabaseSettings(jdbcUrl, user, password, poolSize, other);
  }

  /**
   * Takes {@code postgresql://user:password@host:port/name?…} (or {@code postgres://}), and {@code
   * jdbc:postgresql://host:port/name?user=…&password=…}. Other parameters go to the driver as they
   * are.
   *
   * @throws IllegalArgumentException for anything else; the message never holds the password
   */
  public static DatabaseSettings parse(String url) {
    URI uri = uri(url.startsWith(JDBC) ? url.substring(JDBC.length()) : url);
    String scheme = uri.getScheme();
    if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
      throw wrong("begins with postgresql:// or jdbc:postgresql://");
    }
    String path = uri.getRawPath();
    if (uri.getHost() == null || path == null || path.length() < 2) {
      throw wrong("names a host and a database");
    }
    Parameters parameters = Parameters.of(uri.getRawQuery());
    String[] userInfo = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    String user = parameters.user != null ? parameters.user : part(userInfo, 0);
    String password = parameters.password != null ? parameters.password : part(userInfo, 1);
    if (user == null) {
      throw wrong("names a user");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String jdbcUrl = "jdbc:postgresql://" + uri.getHost() + port + path + parameters.query();
    return of(jdbcUrl, user, password == null ? "" : password);
  }

  /** The URL with what bulk inserts and long-lived connections need, unless it says otherwise. */
  String driverUrl() {
    String url = jdbcUrl;
    for (String option : List.of("reWriteBatchedInserts=true", "tcpKeepAlive=true")) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (!url.contains(name)) {
        url += (url.contains("?") ? "&" : "?") + option;
      }
    }
    return url;
  }

  /** Host, port and database, for messages. */
  String place() {
    String place = jdbcUrl.substring("jdbc:postgresql://".length());
    int query = place.indexOf('?');
    return query < 0 ? place : place.substring(0, query);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + place() + "]";
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw wrong("is a URL with special characters percent-encoded");
    }
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("a database URL " + what);
  }

  private static @Nullable String part(String @Nullable [] userInfo, int index) {
    return userInfo == null || userInfo.length <= index ? null : decode(userInfo[index]);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The query of a URL, with the credentials taken out. */
  private static final class Parameters {
    private @Nullable String user;
    private @Nullable String password;
    private final List<String> others = new ArrayList<>();

    static Parameters of(@Nullable String query) {
      Parameters parameters = new Parameters();
      for (String parameter : query == null ? List.<String>of() : List.of(query.split("&"))) {
        parameters.add(parameter);
      }
      return parameters;
    }

    private void add(String parameter) {
      if (parameter.startsWith("user=")) {
        user = decode(parameter.substring("user=".length()));
      } else if (parameter.startsWith("password=")) {
        password = decode(parameter.substring("password=".length()));
      } else if (!parameter.isEmpty()) {
        others.add(parameter);
      }
    }

    String query() {
      return others.isEmpty() ? "" : "?" + String.join("&", others);
    }
  }
}
