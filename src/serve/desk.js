// Counts down to what comes by itself; without it the page says how long it was when it was loaded.
(() => {
  "use strict";
  const places = document.querySelectorAll(".left[data-at]");
  if (places.length === 0) return;
  const words = (left) => {
    const days = Math.floor(left / 86400);
    const hours = Math.floor(left / 3600) % 24;
    const minutes = Math.floor(left / 60) % 60;
    if (days > 0) return `${days} d ${hours} h`;
    if (hours > 0) return `${hours} h ${minutes} min`;
    if (minutes > 0) return `${minutes} min ${left % 60} s`;
    return `${left} s`;
  };
  const tick = () => {
    for (const place of places) {
      const left = Math.max(0, Number(place.dataset.at) - Math.floor(Date.now() / 1000));
      place.textContent = left > 0 ? `in ${words(left)}` : "now";
    }
  };
  tick();
  setInterval(tick, 1000);
})();
