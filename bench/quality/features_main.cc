// Prints the features of values (judge/classifier.h) for train_classifier.py.
//
//   weir_features < places
//
// Each line of the input is a path, the first byte of a value and the byte behind it, between tabs.
// Each line of the output are the features in their order, between blanks; empty where the value is
// assigned to no name.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "judge/assignment.h"
#include "judge/classifier.h"

int main() {
  std::string line, path, text;
  while (std::getline(std::cin, line)) {
    std::istringstream fields(line);
    std::string name;
    size_t begin = 0, end = 0;
    if (!std::getline(fields, name, '\t') || !(fields >> begin >> end)) {
      std::cerr << "weir_features: a line is not path, begin and end: " << line << "\n";
      return 2;
    }
    if (name != path) {
      std::ifstream file(name, std::ios::binary);
      if (!file) {
        std::cerr << "weir_features: cannot open " << name << "\n";
        return 2;
      }
      text.assign(std::istreambuf_iterator<char>(file), {});
      path = name;
    }
    if (begin < end && end <= text.size()) {
      const weir::Assignment a = weir::AssignmentBefore(text, begin);
      if (a.found) {
        for (float value : weir::FeaturesOf(text, a, begin, end)) std::cout << value << ' ';
      }
    }
    std::cout << '\n';
  }
  return std::cout ? 0 : 2;
}
