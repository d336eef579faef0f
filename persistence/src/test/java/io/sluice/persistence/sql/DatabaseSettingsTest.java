package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://us%40er:pa%3Ass+1@db.example:6000/name?sslmode=require",
        "postgres://us%40er:pa%3Ass+1@db.example:6000/name?sslmode=require",
        "jdbc:postgresql://db.example:6000/name?user=us%40er&password=pa%3Ass%2B1&sslmode=require",
      })
  void bothFormsNameTheSameDatabase(String url) {
    DatabaseSettings settings = DatabaseSettings.parse(url);

    assertThat(settings.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example:6000/name?sslmode=require");
    assertThat(settings.user()).isEqualTo("us@er");
    assertThat(settings.password()).isEqualTo("pa:ss+1");
    assertThat(settings.driverUrl())
        .isEqualTo(settings.jdbcUrl() + "&reWriteBatchedInserts=true&tcpKeepAlive=true");
  }

  @Test
  void anAddressAndNoPasswordWillDo() {
    DatabaseSettings settings = DatabaseSettings.parse("postgresql://me@[::1]/name");

    assertThat(settings.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]/name");
    assertThat(settings.password()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://user:hidden@host/name",
        "postgresql://user:hidden@host",
        "postgresql://user:hidden@host/",
        "postgresql://host/name",
        "postgresql:///name?user=me",
        "postgresql://user:hid den@host/name",
        "jdbc:hidden",
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> DatabaseSettings.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a database URL ")
        .hasMessageNotContaining("hid");
  }
}
