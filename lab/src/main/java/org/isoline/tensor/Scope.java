package org.isoline.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Owner of the native memory made while it is open.
 *
 * <p>Scopes belong to the thread that opened them and nest. Closing one frees every tensor made in
 * it on that thread, except those that were kept:
 *
 * <pre>{@code
 * try (Scope step = new Scope()) {
 *   Tensor loss = model.loss(batch);
 *   loss.backward();
 *   total += loss.item();
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private final PointerScope outer;
  private final AnchoringScope scope;

  /** A native scope that also holds Java objects which native code refers to only weakly. */
  private static final class AnchoringScope extends PointerScope {
    private final List<Object> anchors = new ArrayList<>();
    private Optional<Pointer> answer = Optional.empty();
  }

  /**
   * Frees what the innermost scope of this thread was last given here, and gives it another object
   * to free the next time.
   */
  static void replaceAnswer(Pointer answer) {
    if (PointerScope.getInnerScope() instanceof AnchoringScope inner) {
      inner.answer.ifPresent(Pointer::close);
      inner.answer = Optional.of(answer);
    }
  }

  /** Opens a scope on this thread. */
  public Scope() {
    Native.load();
    outer = PointerScope.getInnerScope();
    scope = new AnchoringScope();
  }

  /**
   * Lets a tensor outlive this scope: it moves to the enclosing scope, or, if there is none, lives
   * until {@link Tensor#close()}.
   *
   * @return the same tensor
   */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      tensor.raw().retainReference();
    } else {
      outer.attach(tensor.raw());
    }
    return tensor;
  }

  /** Frees what was made in this scope and not kept. */
  @Override
  public void close() {
    scope.close();
    scope.anchors.clear();
  }

  /** Live native objects of the whole process, whoever owns them. For leak tests. */
  public static long liveObjects() {
    return Pointer.totalCount();
  }

  /**
   * Holds a Java object as long as the innermost scope of this thread is open.
   *
   * @throws IllegalStateException if no scope is open
   */
  static void anchor(Object object) {
    if (!(PointerScope.getInnerScope() instanceof AnchoringScope inner)) {
      throw new IllegalStateException("a custom gradient needs an open Scope on this thread");
    }
    inner.anchors.add(object);
  }
}
