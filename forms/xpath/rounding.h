// Rounding to decimals as people do it on paper.
#pragma once

namespace pilotage::forms::xpath {

// To `decimals` places after the point, before it where negative. Works on the shortest decimal that stands for the number, so that 1.005
// gives 1.01 to two places; halves go away from zero.
double round_decimal(double number, int decimals);

} // namespace pilotage::forms::xpath
