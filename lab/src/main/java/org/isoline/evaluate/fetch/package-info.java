/**
 * The published evaluation files: where they are, how they are told from others, and how they come
 * into a folder once, so that everything after works without a network.
 */
package org.isoline.evaluate.fetch;
