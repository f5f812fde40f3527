/**
 * From texts to token shards to batches.
 *
 * <p>A {@link org.isoline.corpus.CorpusSpec} names {@linkplain org.isoline.corpus.Source sources},
 * a tokenizer and a split. {@link org.isoline.corpus.PreparedCorpus#prepare} makes a folder of it,
 * in six steps:
 *
 * <ol>
 *   <li>read and clean the documents of every source ({@link org.isoline.corpus.CleaningSpec}), in
 *       parts that several threads work on; artefacts come through an {@link
 *       org.isoline.corpus.ArtifactCache} that checks them against their pinned SHA-256;
 *   <li>leave out duplicates and what the {@link org.isoline.corpus.Mixture} has no room for, and
 *       hold out for validation every document with h(seed, text) / 2<sup>64</sup> &lt; fraction,
 *       where h is the first eight bytes of a SHA-256, so that duplicates are never on both sides;
 *   <li>train the byte-level BPE {@link org.isoline.corpus.Tokenizer} on the training side only;
 *   <li>encode each part, an end-of-text token behind each document;
 *   <li>join the parts of each side into a {@link org.isoline.corpus.TokenShard}, in the order of
 *       sources, files and places in a file;
 *   <li>write the {@link org.isoline.corpus.Manifest}, whose presence says that all is there.
 * </ol>
 *
 * <p>The same specification over the same texts gives the same files, byte for byte, for any number
 * of threads, any size of parts, and however often it was killed on the way. {@link
 * org.isoline.corpus.Batches} then gives windows of the training shard in an order drawn from a
 * seed, and can go on from any {@link org.isoline.corpus.Cursor}.
 *
 * <p>Bits per byte, the loss that does not depend on the tokenizer, is
 *
 * <pre>bits per byte = (sum of the tokens' losses in nats) / (ln 2 · bytes of text)</pre>
 *
 * <p>which is why shards keep the bytes of every document's text.
 */
package org.isoline.corpus;
