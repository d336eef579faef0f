package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C20")
class UsingRoleTest {
  private final AtomicInteger uses = new AtomicInteger();
  private final UsingRole role = new UsingRole(new FakeRole(), Cursor.START, uses::incrementAndGet);

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
}
