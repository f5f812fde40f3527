/**
 * How the world writes models, read and written.
 *
 * <p>A {@link org.isoline.checkpoint.format.Format} knows one layout: how its {@code config.json}
 * says what the model is, and which of its tensors hold which rows of ours. Everything else follows
 * from that list: loading, writing, naming what is missing, and comparing gradients under the
 * file's names.
 *
 * <table>
 *   <caption>Formats</caption>
 *   <tr><td>isoline</td><td>this program's checkpoints: every flag of {@code ModelConfig}</td></tr>
 *   <tr><td>llama</td><td>Hugging Face LlamaForCausalLM, also with LayerNorm (the study's)</td></tr>
 *   <tr><td>hgrn2-fla</td><td>HGRN2ForCausalLM of flash-linear-attention</td></tr>
 *   <tr><td>hgrn2</td><td>HGRN2 as OpenNLPLab writes it</td></tr>
 *   <tr><td>llama-opennlplab</td><td>LLaMA as OpenNLPLab writes it</td></tr>
 *   <tr><td>transnormer</td><td>TransNormerLLM 1, 2 and 3</td></tr>
 *   <tr><td>cosformer2</td><td>cosFormer2, in TransNormerLLM 3's names</td></tr>
 * </table>
 */
package org.isoline.checkpoint.format;
