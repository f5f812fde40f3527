package org.isoline.law;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The laws of every architecture of a study.
 *
 * @param architectures by name, in the order they first appear in the observations
 * @param dataHash SHA-256 of the observation table the laws were fitted to, in its canonical form
 */
public record StudyLaws(Map<String, ArchitectureLaws> architectures, String dataHash) {
  /** Copies the map, keeping its order. */
  public StudyLaws {
    architectures = Collections.unmodifiableMap(new LinkedHashMap<>(architectures));
  }

  /**
   * Fits every law of every architecture under the conventions of {@link #envelopeConventions} and
   * {@link #parametricConventions}, on the validation loss if there is any, else on the training
   * loss. Data that do not suffice give outcomes that say so; nothing is thrown for them. Which
   * checkpoints count is decided once for all architectures, by {@link SelectionRule#onePhase}.
   */
  public static StudyLaws fit(List<Observation> observations) {
    return fit(observations, 0);
  }

  /**
   * As {@link #fit(List)} without checkpoints of fewer than {@code minTokens} training tokens.
   *
   * @throws LawException if {@code minTokens} is negative or not a number
   */
  public static StudyLaws fit(List<Observation> observations, double minTokens) {
    LossColumn loss = measuredLoss(observations);
    SelectionRule rule = SelectionRule.onePhase(observations).withMinTokens(minTokens);
    Map<String, List<Observation>> byArchitecture = new LinkedHashMap<>();
    observations.forEach(
        o -> byArchitecture.computeIfAbsent(o.arch(), arch -> new ArrayList<>()).add(o));
    Map<String, ArchitectureLaws> laws = new LinkedHashMap<>();
    byArchitecture.forEach((arch, own) -> laws.put(arch, architecture(arch, own, loss, rule)));
    return new StudyLaws(laws, hash(observations));
  }

  /**
   * The paper's own convention, the same with causal FLOP, and everything counted: all parameters
   * and 6 N D.
   */
  public static List<Convention> envelopeConventions(LossColumn loss) {
    return List.of(
        new Convention(ParameterCount.NON_EMBEDDING, ComputeCount.PAPER, loss),
        new Convention(ParameterCount.NON_EMBEDDING, ComputeCount.CAUSAL, loss),
        new Convention(ParameterCount.TOTAL, ComputeCount.SIX_ND, loss));
  }

  /** Both parameter counts, with the C = 6 N D of the closed forms. */
  public static List<Convention> parametricConventions(LossColumn loss) {
    return List.of(
        new Convention(ParameterCount.NON_EMBEDDING, ComputeCount.SIX_ND, loss),
        new Convention(ParameterCount.TOTAL, ComputeCount.SIX_ND, loss));
  }

  private static ArchitectureLaws architecture(
      String arch, List<Observation> own, LossColumn loss, SelectionRule rule) {
    EnvelopeOptions raw = EnvelopeOptions.published().withRule(rule);
    EnvelopeOptions intervals = raw.withMode(EnvelopeMode.INTERVAL_MID);
    ParametricOptions parametric = ParametricOptions.defaults().withRule(rule);
    return new ArchitectureLaws(
        arch,
        each(envelopeConventions(loss), convention -> EnvelopeFit.fit(own, convention, raw)),
        each(envelopeConventions(loss), convention -> EnvelopeFit.fit(own, convention, intervals)),
        each(
            parametricConventions(loss),
            convention -> ParametricFit.fit(own, convention, parametric)),
        each(
            parametricConventions(loss),
            convention -> VariableProjectionFit.fit(own, convention, parametric)));
  }

  private static <T> Map<Convention, Outcome<T>> each(
      List<Convention> conventions, Function<Convention, Outcome<T>> fit) {
    Map<Convention, Outcome<T>> outcomes = new LinkedHashMap<>();
    conventions.forEach(convention -> outcomes.put(convention, fit.apply(convention)));
    return outcomes;
  }

  private static LossColumn measuredLoss(List<Observation> observations) {
    boolean validated = observations.stream().anyMatch(o -> Double.isFinite(o.valLoss()));
    return validated ? LossColumn.VALIDATION : LossColumn.TRAIN;
  }

  private static String hash(List<Observation> observations) {
    try {
      byte[] table = Observations.render(observations).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(table));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
