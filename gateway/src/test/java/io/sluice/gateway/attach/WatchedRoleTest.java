package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.NotedAccesses;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C20")
class WatchedRoleTest {
  private final AtomicInteger uses = new AtomicInteger();
  private final NotedAccesses noted = new NotedAccesses();
  private final WatchedRole role =
      new WatchedRole(new FakeRole(), Cursor.START, uses::incrementAndGet, noted.visit());

  @Test
  void inputIsAUse() {
    role.take(new Request.Write(null, Payload.utf8("x")));
    role.take(new Request.EndStdin(null));

    assertThat(uses).hasValue(2);
  }

  @Test
  void outputThatWasTakenIsAUseOnceHoweverOftenItIsTold() {
    Cursor taken = Cursor.at(new Offset(5));

    role.acknowledged(Cursor.START);
    role.acknowledged(taken);
    role.acknowledged(taken);
    role.left(taken, true);

    assertThat(uses).hasValue(1);
  }

  @Test
  void emptyFramesResizesSignsOfLifeAndQuestionsAreNone() {
    role.take(new Request.Write(null, Payload.EMPTY));
    role.take(new Request.Resize(new TerminalSize(1, 1)));
    role.take(new Request.SendSignal(Signal.USR1));
    role.take(new Request.Flush("f"));
    role.alive();
    role.news();
    role.hasEnded();
    role.left(Cursor.START, false);

    assertThat(uses).hasValue(0);
  }

  @Test
  @Tag("T3")
  void theTrailSaysWhatWasReadHowMuchWasTypedAndWhichSignalsWereSent() {
    role.take(new Request.Write(null, Payload.utf8("secret")));
    role.take(new Request.SendSignal(Signal.USR1));
    role.acknowledged(Cursor.at(new Offset(5)));
    role.left(Cursor.at(new Offset(7)), false);
    role.left(Cursor.at(new Offset(7)), false);

    assertThat(noted.events())
        .containsExactly(
            NotedAccesses.OPENED,
            new AccessEvent.Acted(NotedAccesses.OPENED.by(), AccessEvent.Act.SIGNAL, "USR1"),
            new AccessEvent.Closed(1, AccessEvent.Outcome.SERVED, Offset.ZERO, new Offset(7), 6));
  }

  @Test
  @Tag("T3")
  void whatIsTypedIsInTheTrailBeforeItIsUsedWhereThatIsWanted() {
    noted.recordInput();

    role.take(new Request.Write(null, Payload.utf8("ls")));

    assertThat(noted.events())
        .containsExactly(NotedAccesses.OPENED, new AccessEvent.Typed(1, Payload.utf8("ls")));
  }
}
