package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignalForwardingTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> events = new ArrayList<>();
  private final SignalForwarding forwarding =
      new SignalForwarding(nanos::get, () -> events.add("exit"));
  private final SignalForwarding.Target execution =
      new SignalForwarding.Target() {
        @Override
        public void signal(int number) {
          events.add("signal " + number);
        }

        @Override
        public void kill() {
          events.add("kill");
        }
      };

  @Test
  void aSignalGoesToTheExecution() {
    forwarding.forwardTo(execution);

    forwarding.received(15);

    assertThat(events).containsExactly("signal 15");
  }

  @Test
  void aSecondOneWithinASecondKillsAndALateThirdEndsThisProcess() {
    forwarding.forwardTo(execution);

    forwarding.received(2);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    forwarding.received(2);
    forwarding.received(2);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    forwarding.received(2);

    assertThat(events).containsExactly("signal 2", "kill", "exit");
  }

  @Test
  void aLaterOneIsAnotherSignal() {
    forwarding.forwardTo(execution);

    forwarding.received(2);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) + 1);
    forwarding.received(2);

    assertThat(events).containsExactly("signal 2", "signal 2");
  }

  @Test
  void oneThatComesBeforeTheExecutionIsHeldForIt() {
    forwarding.hold();

    forwarding.received(15);
    forwarding.forwardTo(execution);

    assertThat(events).containsExactly("signal 15");
    assertThat(forwarding.held()).isNull();
  }

  @Test
  void oneThatComesWhileAGatewayIsLookedForInterruptsThat() {
    forwarding.interruptOnSignal(Thread.currentThread());

    forwarding.received(2);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(forwarding.held()).isEqualTo(2);
  }
}
