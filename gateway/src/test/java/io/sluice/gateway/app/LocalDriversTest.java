package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.bridge.bubblewrap.Bubblewrap;
import io.sluice.gateway.cli.UserFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDriversTest {
  @TempDir Path state;

  @Test
  void aDriverThatNobodyKnowsIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> LocalDrivers.open(state, "qemu", Tuning.load(null)))
        .isInstanceOf(UserFailure.class)
        .hasMessage("there is no driver qemu; --driver is process or bubblewrap");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void withoutBwrapTheAnswerSaysWhatToInstall() throws InterruptedException {
    assertThat(Bubblewrap.find(state + ":"))
        .isInstanceOfSatisfying(
            Bubblewrap.Found.Unusable.class,
            unusable ->
                assertThat(unusable.why())
                    .isEqualTo(
                        "bwrap is not installed; install it, on Debian by: apt-get install"
                            + " bubblewrap"));
  }
}
