package io.sluice.gateway.attach;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.stage.AsyncCallback;

/** Asks for news that are answered when there are some, and hears them where a stage runs. */
final class LongPoll<T> {
  /** Before it asks again for news that could not be had. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final Supplier<CompletionStage<T>> question;
  private final AsyncCallback<T> came;
  private final AsyncCallback<Throwable> failed;

  /** Makes callbacks that run where the stage does. */
  interface Callbacks {
    <T> AsyncCallback<T> create(Procedure<T> handler);
  }

  /**
   * @param unheard when the question failed
   */
  LongPoll(
      Callbacks callbacks,
      Supplier<CompletionStage<T>> question,
      Consumer<T> heard,
      Runnable unheard) {
    this.question = question;
    this.came = callbacks.create(heard::accept);
    this.failed = callbacks.create(_ -> unheard.run());
  }

  void ask() {
    var _ =
        question
            .get()
            .whenComplete(
                (news, failure) -> {
                  if (news == null) {
                    failed.invoke(failure);
                  } else {
                    came.invoke(news);
                  }
                });
  }
}
