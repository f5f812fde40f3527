package org.isoline.tensor;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.EdgeVector;
import org.bytedeco.pytorch.FunctionPostHook;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An operation whose backward pass is written in Java.
 *
 * <p>libtorch's C++ template for custom functions has no Java form. Instead a node of the tape that
 * concatenation made over placeholders is re-aimed at the real inputs and given one more input slot
 * for each output. Its own slot never receives a gradient, so the node itself returns nothing, and
 * a post-hook supplies the gradients. The carrier costs no arithmetic. Second derivatives do not
 * exist.
 */
public final class CustomGradient {
  private CustomGradient() {}

  /** Gradients of the inputs from gradients of the outputs. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Called once per backward pass with the tape off and a scope open.
     *
     * @param outputGradients one for each output, empty where nothing depended on it
     * @return one gradient for each input in order, shaped as the input; those of inputs that need
     *     none are ignored
     */
    List<Tensor> gradients(List<Optional<Tensor>> outputGradients);
  }

  /**
   * Runs {@code forward} off the tape and puts one node with {@code backward} on it.
   *
   * @param inputs what the outputs are differentiable in
   * @param forward computes fresh outputs, none of which may be an input or a view of one; whatever
   *     else it makes is freed when it returns, so what {@code backward} needs must be made before
   * @param backward the explicit gradient
   * @throws IllegalStateException if the tape is on, an input needs a gradient and no {@link Scope}
   *     is open
   */
  public static List<Tensor> apply(
      List<Tensor> inputs, Supplier<List<Tensor>> forward, Backward backward) {
    List<Tensor> outputs;
    try (Autograd.Mode off = Autograd.off();
        Scope scope = new Scope()) {
      outputs = forward.get();
      outputs.forEach(scope::keep);
    }
    boolean[] wanted = new boolean[inputs.size()];
    boolean any = false;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = inputs.get(i).requiresGrad();
      any |= wanted[i];
    }
    if (any && Autograd.enabled()) {
      attach(inputs, wanted, outputs, backward);
    }
    return outputs;
  }

  private static void attach(
      List<Tensor> inputs, boolean[] wanted, List<Tensor> outputs, Backward backward) {
    TensorVector placeholders = new TensorVector();
    EdgeVector edges = new EdgeVector();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        org.bytedeco.pytorch.Tensor input = inputs.get(i).raw();
        placeholders.push_back(torch.zeros(1).requires_grad_(true));
        // A view's node points back at the input, leaf or not.
        edges.push_back(input.view_as(input).grad_fn().next_edge(0));
      }
    }
    Node node = torch.cat(placeholders).grad_fn();
    node.set_next_edges(edges);
    for (Tensor output : outputs) {
      torch.create_gradient_edge(output.raw(), node);
    }
    Hook hook = new Hook(wanted, outputs.size(), backward);
    hook.handOverTo(node);
    // Native code refers to the hook weakly; it must live until the backward pass is over.
    Scope.anchor(hook);
  }

  /** Supplies the gradients in place of the nothing that the re-aimed node returns. */
  private static final class Hook extends FunctionPostHook {
    private final boolean[] wanted;
    private final int outputs;
    private final Backward backward;
    private final Object firstOwner = deallocator();

    private Hook(boolean[] wanted, int outputs, Backward backward) {
      this.wanted = wanted;
      this.outputs = outputs;
      this.backward = backward;
    }

    /**
     * Gives the native half to the node. JavaCPP then gives this object a second owner record and
     * forgets the first one, which would stay on its books until a collection.
     */
    private void handOverTo(Node node) {
      node.add_post_hook(this);
      if (firstOwner instanceof Reference<?> forgotten) {
        forgotten.enqueue();
      }
    }

    @Override
    public TensorVector apply(TensorVector nothing, TensorVector received) {
      TensorVector result = new TensorVector();
      // The engine has copied it when the next node's turn comes; until a scope closes is too long.
      Scope.replaceAnswer(result);
      try (Scope scope = new Scope();
          Autograd.Mode off = Autograd.off()) {
        List<Optional<Tensor>> gradients = new ArrayList<>();
        for (int i = 1; i <= outputs; i++) {
          org.bytedeco.pytorch.Tensor gradient = new org.bytedeco.pytorch.Tensor(received.get(i));
          gradients.add(gradient.defined() ? Optional.of(new Tensor(gradient)) : Optional.empty());
        }
        List<Tensor> answers = backward.gradients(gradients);
        for (int i = 0; i < wanted.length; i++) {
          if (wanted[i]) {
            result.push_back(answers.get(i).raw());
          }
        }
      }
      return result;
    }
  }
}
