package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C23")
class TroublesTest {
  private final List<Runnable> afterAMinute = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Troubles troubles = new Troubles("it", afterAMinute::add, told::add);

  private void happens(String state, String message) {
    troubles.happened(new IllegalStateException(message, new SQLException("no", state)));
  }

  private void aMinutePasses() {
    List<Runnable> due = List.copyOf(afterAMinute);
    afterAMinute.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void whatManyFeelIsOneLineAndOneMoreAMinuteWhileItGoesOn() {
    happens("53100", "the disk is full\nDetail: a value");
    happens("53100", "the disk is full");
    happens("53100", "the disk is full");
    happens("57014", "too slow");
    aMinutePasses();
    aMinutePasses();
    happens("53100", "the disk is full");

    assertThat(told)
        .containsExactly(
            "it fails (53100): the disk is full",
            "it fails (57014): too slow",
            "it failed 2 times more so (53100) in a minute",
            "it fails (53100): the disk is full");
  }

  @Test
  void allWaysInWhichADatabaseIsNotThereAreOne() {
    happens("08006", "cut");
    happens("57P01", "ended");
    happens("55000", "closed");

    assertThat(told).containsExactly("it fails (no connection): cut");
  }
}
