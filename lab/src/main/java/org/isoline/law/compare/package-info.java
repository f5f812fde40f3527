/**
 * Is one architecture better than another, by how much, up to which compute, and how sure is that?
 *
 * <p><b>Pairs.</b> Two architectures are compared on the sizes that both have. Their runs are
 * paired within a size by tokens and seed, and drawn together: what a size, a data order or a seed
 * does to both then cancels. For each draw both laws are fitted anew; from the pair of laws follow
 *
 * <pre>
 * d_theta = theta_2 - theta_1             for every coefficient theta that both laws have
 * R(C)    = L*_2(C) / L*_1(C)             ratio of the least losses at a budget
 * K(C)    : L*_2(K C) = L*_1(C)           compute multiplier: K &lt; 1 means that 2 needs less
 * C_x     : L*_1(C_x) = L*_2(C_x)         crossing point
 * </pre>
 *
 * with their middle 95 % and 80 % over the draws, and p = 2 min(P(d &lt;= 0), P(d &gt;= 0)), each P
 * as (r + 1) / (n + 1). Index 1 is the baseline. Several architectures against one baseline are
 * corrected by Holm's step-down rule.
 *
 * <p><b>Nested test.</b> M0: both laws L(N, D) share alpha and beta (or also E); M1: they do not.
 *
 * <pre>
 * F = ((RSS0 - RSS1) / q) / (RSS1 / (n_eff - p)),   n_eff = runs
 * </pre>
 *
 * The p of the F distribution assumes independent normal errors and many runs; the one to believe
 * redraws the residuals of M0 with one random factor a pair of runs ({@link
 * org.isoline.law.compare.NestedTest}).
 *
 * <p><b>Compute.</b> Under C = 6 N D a parametric law has its optimum in closed form. Under any
 * other count C = D phi(N), with phi(N) = k N^s by least squares over the sizes of the
 * architecture, and
 *
 * <pre>
 * N* = (alpha A / (s beta B))^(1 / (alpha + s beta)) (C / k)^(beta / (alpha + s beta)),   D* = C / (k N*^s)
 * </pre>
 *
 * so that a count which favours one architecture moves the comparison. Whether the ranking survives
 * all counts is part of the answer ({@link org.isoline.law.compare.Survival}).
 *
 * <p><b>Noise floor.</b> Runs that differ in the seed alone give the standard deviation s of ln L;
 * a difference below 2 sqrt(2) s is not ranked, however small its p ({@link
 * org.isoline.law.compare.NoiseFloor}).
 *
 * <p>Sources: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 16;
 * Davison and Hinkley, Bootstrap Methods and their Application (1997), 4.2.5 (counting the data as
 * one draw); Holm, Scand. J. Statist. 6 (1979); Cameron, Gelbach and Miller, Rev. Econ. Stat. 90
 * (2008) (wild bootstrap by cluster); Webb, Queen's Economics Department Working Paper 1315 (six
 * weights for few clusters).
 */
package org.isoline.law.compare;
