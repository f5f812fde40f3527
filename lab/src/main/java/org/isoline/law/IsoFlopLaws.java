package org.isoline.law;

import java.util.List;
import java.util.Map;

/**
 * The laws of IsoFLOP parabolas. C is in PFLOP/s-days (8.64e19 FLOP), so each coefficient is a
 * value at one PFLOP/s-day.
 *
 * @param loss L(C), nats per token
 * @param parameters N_opt(C)
 * @param tokens D_opt(C)
 * @param budgets every budget, in order of compute, with those that were not used
 */
public record IsoFlopLaws(
    PowerLaw loss, PowerLaw parameters, PowerLaw tokens, List<IsoFlopBudget> budgets)
    implements ComputeLaw {
  /** Copies the budgets. */
  public IsoFlopLaws {
    budgets = List.copyOf(budgets);
  }

  @Override
  public double lossAt(double flop) {
    return loss.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  @Override
  public double parametersAt(double flop) {
    return parameters.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  @Override
  public double tokensAt(double flop) {
    return tokens.evaluate(flop / ComputeCount.FLOP_PER_PFLOPS_DAY);
  }

  @Override
  public Map<String, Double> coefficients() {
    return PowerLaw.three(loss, parameters, tokens);
  }
}
