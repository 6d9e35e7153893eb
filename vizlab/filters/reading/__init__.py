"""What layers say over many pictures: `material` are the pictures, everything else is read off the layers.

`activity` counts zeros and dead units, `similarity` finds duplicates, `probes` and `directions` ask what a straight line can
tell, `templates` are a linear classifier's weights as pictures, `neighbours` are the nearest pictures.
"""
