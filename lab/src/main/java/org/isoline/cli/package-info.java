/** The command line: parsing, printing, and calls into the other packages. */
package org.isoline.cli;
